/**
 * Question: what passes between an MCP client and its server, and which calls does that open and
 * close?
 *
 * <p>A transparent pass-through of JSON-RPC over stdio: the line that was read is the line that
 * goes on. It judges no effect; it only writes the answers of calls of which something was denied.
 */
@NullMarked
package dev.stoplock.gate.mcp;

import org.jspecify.annotations.NullMarked;
