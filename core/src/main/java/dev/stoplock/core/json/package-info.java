/**
 * Question: what does this JSON (or YAML) text say, exactly?
 *
 * <p>Numbers stay text, duplicate keys are refused, depth and size are bounded, positions are kept
 * for configuration files. It does not know what any value means.
 */
@NullMarked
package dev.stoplock.core.json;

import org.jspecify.annotations.NullMarked;
