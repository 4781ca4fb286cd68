/**
 * Question: which JSON-RPC messages do the lines of an MCP connection hold?
 *
 * <p>Sans-I/O. It knows JSON-RPC 2.0 framing over stdio (one message a line), not what a method
 * asks for.
 */
@NullMarked
package dev.stoplock.core.wire.mcp;

import org.jspecify.annotations.NullMarked;
