/**
 * Question: what did the agent ask for, what was it told, and what did its person see?
 *
 * <p>A real agent loop: a chat model (scripted, or any OpenAI-compatible endpoint) picks tools, a
 * person approves each call, the tools are the agent's own and those of one MCP server over stdio.
 * Approvals and the agent's log are kept as they were, so that what they could have seen is
 * measured. Nothing here knows what really left: that is for whoever reads the API's requests.
 */
@NullMarked
package dev.stoplock.lab.agent;

import org.jspecify.annotations.NullMarked;
