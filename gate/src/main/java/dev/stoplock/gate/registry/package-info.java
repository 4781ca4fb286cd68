/**
 * Question: which bytes would run, and are they still the ones that were locked?
 *
 * <p>The user's own npm client resolves and downloads; every tarball is then read from npm's cache,
 * checked and unpacked here, into a read-only store addressed by the digest of its tree. Before a
 * start the tree and the interpreter are read again. It does not look at what the code would do,
 * and runs none of it.
 */
@NullMarked
package dev.stoplock.gate.registry;

import org.jspecify.annotations.NullMarked;
