/**
 * Question: what do the configuration files of MCP clients say?
 *
 * <p>Where they usually lie, and which settings in them are credentials in plain text. For now this
 * room reads them only: it changes none.
 */
@NullMarked
package dev.stoplock.gate.clients;

import org.jspecify.annotations.NullMarked;
