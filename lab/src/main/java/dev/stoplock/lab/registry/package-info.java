/**
 * Question: which packages does a client find in the lab's registry, and in which bytes?
 *
 * <p>A real npm registry on loopback for {@code postmark-mcp}, whose two versions differ in one
 * line, and a way through to the registry the user has configured for every other name. It takes no
 * publications.
 */
@NullMarked
package dev.stoplock.lab.registry;

import org.jspecify.annotations.NullMarked;
