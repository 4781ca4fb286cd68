package dev.stoplock.gate.port;

import dev.stoplock.core.model.SecretName;
import java.util.Set;

/**
 * A look for secrets in bytes that pass by towards an instance, piece by piece: a streamed or long
 * reply, decoded from its transfer coding. For one stream and one thread at a time.
 *
 * <p>Guarantees: what a piece passes on, together with all that was passed on before, holds no
 * whole secret in use, in plain or in a coding that is looked for, wherever the pieces are cut; of
 * one that follows, three characters at most have been passed on.
 */
public interface SecretWatch {

    /** What may go on after a piece. */
    sealed interface Step {

        /** Pass these bytes on, possibly none: what could be the start of a secret is kept back. */
        record Pass(byte[] bytes) implements Step {}

        /**
         * A secret stands there: pass nothing on any more, now or later, and cut the stream off.
         */
        record Cut(Set<SecretName> names) implements Step {
            public Cut {
                names = Set.copyOf(names);
            }
        }
    }

    /** Takes the next piece of the stream. */
    Step feed(byte[] bytes, int offset, int length);

    /** The stream has ended: what was kept back. */
    Step end();
}
