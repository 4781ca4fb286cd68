package dev.stoplock.lab.mutation;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a learned contract does not deny, by what was done to the request: each a limit that the
 * documentation names. Whatever else goes through is a miss.
 */
final class Unlearned {

    private static final String NOBODY =
            "an address left out: who is left out gets nothing, and a contract does not miss them";
    private static final String CASE =
            "the same scheme before the credential in another case, in which RFC 9110 reads it too";

    private Unlearned() {}

    /** Why it may arrive; null where it has to be denied or is the recorded request. */
    static @Nullable String reason(Trial trial) {
        if (trial.expected() == Expected.FEWER && trial.place().kind() == Place.Kind.ADDRESS) {
            return NOBODY;
        }
        boolean scheme =
                trial.place().kind() == Place.Kind.CREDENTIAL
                        && trial.operation() == Operation.REENCODE
                        && trial.expected() == Expected.META;
        boolean same = trial.variant().toLowerCase(Locale.ROOT).equals("behind bearer7");
        return scheme && same ? CASE : null;
    }
}
