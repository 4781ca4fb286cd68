package dev.stoplock.lab.mutation;

import org.jspecify.annotations.Nullable;

/**
 * What a learned contract does not deny, by what was done to the request: each a limit that the
 * documentation names. Whatever else goes through is a miss.
 */
final class Unlearned {

    private static final String LEFT_OUT =
            "left out or empty: a contract says what may be there, and not what has to be";
    private static final String SCHEME =
            "another scheme before the credential: its place is the grant's, and not learned";

    private static final String TYPE =
            "the same characters as another type of JSON: values are compared as text";

    private Unlearned() {}

    /** Why it may arrive; null where it has to be denied or is the recorded request. */
    static @Nullable String reason(Trial trial) {
        boolean empty =
                trial.place().inQuery()
                        && trial.place().kind() == Place.Kind.SELECTOR
                        && trial.variant().equals("nothing");
        boolean scheme =
                trial.place().kind() == Place.Kind.CREDENTIAL
                        && trial.operation() == Operation.REENCODE
                        && trial.expected() == Expected.META;
        if (trial.expected() == Expected.FEWER || empty) {
            return LEFT_OUT;
        }
        if (trial.variant().equals(LeafForms.AS_TEXT)) {
            return TYPE;
        }
        return scheme ? SCHEME : null;
    }
}
