/**
 * Question: where do credentials live, and how are they put in?
 *
 * <p>Secrets are files of the home. A server gets placeholders; the gate exchanges a placeholder
 * for its secret on the way to the one destination it was granted for, and looks for secrets in
 * what comes back. This room opens no connection and edits no request: it says which secret
 * belongs, and the egress puts it in.
 */
@NullMarked
package dev.stoplock.gate.secrets;

import org.jspecify.annotations.NullMarked;
