package dev.stoplock.core.contract;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Shown;

/** Says of an address why the call does not explain it. */
final class NotAsked {

    private NotAsked() {}

    /**
     * {@code inOtherRole}: the call named the address, for something else; {@code alreadySpent}: it
     * was written to before.
     */
    static String sentence(Atom atom, boolean inOtherRole, boolean alreadySpent) {
        String who = Shown.text(atom.value());
        String as = " (" + atom.role().label() + ")";
        if (alreadySpent) {
            return "server sent to " + who + as + " once more than the call asked";
        }
        if (inOtherRole) {
            return "server used "
                    + who
                    + " as "
                    + atom.role().label()
                    + ", which the call named in another role";
        }
        return switch (atom.role()) {
            case FROM ->
                    "server sent as " + who + " (From), which neither the call nor a setting names";
            case REPLY_TO ->
                    "server directed replies to " + who + as + ", which the call did not name";
            default -> "server added recipient " + who + as + ", which the call did not name";
        };
    }
}
