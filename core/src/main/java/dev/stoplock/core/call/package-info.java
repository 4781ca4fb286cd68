/**
 * Question: what does this MCP message ask for, and which calls are open?
 *
 * <p>Both protocol eras; leases as EFFECTS defines them. Pure: the time is passed in. It does not
 * judge what a call causes.
 */
@NullMarked
package dev.stoplock.core.call;

import org.jspecify.annotations.NullMarked;
