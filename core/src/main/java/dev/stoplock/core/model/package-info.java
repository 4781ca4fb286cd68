/**
 * Question: which nouns cross from one stage to another?
 *
 * <p>Records and sealed types only, valid by existing. No stage's logic lives here.
 */
@NullMarked
package dev.stoplock.core.model;

import org.jspecify.annotations.NullMarked;
