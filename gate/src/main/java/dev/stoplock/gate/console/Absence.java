package dev.stoplock.gate.console;

import dev.stoplock.core.model.Refusal;

/** Why a gate that is up serves no console. */
public final class Absence {

    private Absence() {}

    /** Nobody is there to look at it. */
    public static Refusal unattended() {
        return of(
                "console.not-up",
                "this gate was started by itself, for a server, and serves no console",
                "stop it with stoplock down, then start it in a terminal: stoplock up");
    }

    public static Refusal off() {
        return of(
                "console.off",
                "the console is switched off in stoplock.yaml",
                "take console: off out of it, then stoplock down and stoplock up");
    }

    /** It was wanted, and something else was in the way. */
    public static Refusal notStarted(String why) {
        return of(
                "console.not-started",
                "the console could not be started (" + why + "); the gate runs without it",
                "see what stoplock up said, or switch it off: console: off in stoplock.yaml");
    }

    private static Refusal of(String rule, String sentence, String hint) {
        return Refusal.of(Refusal.Exit.FAILED, rule, sentence, hint);
    }
}
