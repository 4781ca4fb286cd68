/**
 * Question: what stands on a page?
 *
 * <p>One record per template under {@code src/main/jte}, with all that it shows. Text of others
 * comes here as {@code Plain} only. Nothing is read or decided here.
 */
@NullMarked
package dev.stoplock.gate.console.page;

import org.jspecify.annotations.NullMarked;
