/**
 * Question: what did the user set, and what did they accept, on this machine?
 *
 * <p>The home folder and its stoplock.yaml, read with positions and edited without touching what
 * else stands there; which lockfiles are registered, and each entry's digest as accepted here. It
 * does not read secrets, nor decide what a setting means.
 */
@NullMarked
package dev.stoplock.gate.config;

import org.jspecify.annotations.NullMarked;
