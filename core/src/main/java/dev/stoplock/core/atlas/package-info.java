/**
 * Question: what can go wrong where, and what stops it?
 *
 * <p>The picture of an agent system (components and flows), the risks that attach to it, the
 * controls with their limits, and what public frameworks call them: read from data files of our
 * own. What a control really did in a run is measured elsewhere; nothing here says it.
 */
@NullMarked
package dev.stoplock.core.atlas;

import org.jspecify.annotations.NullMarked;
