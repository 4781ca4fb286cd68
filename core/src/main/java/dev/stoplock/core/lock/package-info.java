/**
 * Question: is this what we reviewed?
 *
 * <p>The manifest of a tree of files and its digest, the lockfile's text and what it says, and the
 * digest of one entry. It does not read or write any file, nor judge what code would do.
 */
@NullMarked
package dev.stoplock.core.lock;

import org.jspecify.annotations.NullMarked;
