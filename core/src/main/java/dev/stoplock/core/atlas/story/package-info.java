/**
 * Question: how is a case told to somebody who has never heard of any of it?
 *
 * <p>The words of one incident's page, read from a data file of our own and held against the atlas:
 * what happened and how sure we are, the steps, the controls with what they meet here, lessons,
 * sources, and the words that need explaining. Numbers, artefacts and what a control did come from
 * the records of a run; nothing here says them.
 */
@NullMarked
package dev.stoplock.core.atlas.story;

import org.jspecify.annotations.NullMarked;
