package dev.stoplock.core.model;

/**
 * Something Stoplock will not do: the rule, one sentence on what happened to what, what to do next,
 * and the exit code.
 */
public record Refusal(RuleId rule, String sentence, String hint, Exit exit) {

    /** Exit codes of every command. */
    public enum Exit {
        FAILED(1),
        USAGE(2),
        POLICY(3),
        LOCK(5),
        LEDGER(6),
        PREREQUISITE(7);

        private final int code;

        Exit(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        public static Exit of(int code) {
            for (Exit exit : values()) {
                if (exit.code == code) {
                    return exit;
                }
            }
            return FAILED;
        }
    }

    public static Refusal of(Exit exit, String rule, String sentence, String hint) {
        return new Refusal(new RuleId(rule), sentence, hint, exit);
    }
}
