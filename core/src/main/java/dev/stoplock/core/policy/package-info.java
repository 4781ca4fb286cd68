/**
 * Question: does this exchange leave?
 *
 * <p>The table of rules and the judge. Explained is necessary, not sufficient. It acts on nothing
 * and asks nobody.
 */
@NullMarked
package dev.stoplock.core.policy;

import org.jspecify.annotations.NullMarked;
