package dev.stoplock.core.contract.learn;

/**
 * One thing that a tool does otherwise than before, as a sentence: at which place of which effect,
 * and what was seen of it {@code before} and {@code now}, empty where there was nothing.
 */
public record Difference(
        Kind kind, String tool, String place, String sentence, String before, String now) {

    /** Names it in an answers file, whose value for it is {@code now}, word for word. */
    public String id() {
        return String.join(
                " | ", tool.replace("|", "%7C"), kind.words(), place.replace("|", "%7C"), now);
    }

    /** What a difference is (EFFECTS, "Comparing two versions"), the harmless first. */
    public enum Kind {
        /** An effect, an argument or a field fewer. */
        NARROWED("narrowed", Unattended.ACCEPT),
        /** A new optional argument of the tool explains the new field. */
        WIDENED_BY_ARGUMENT("widened by argument", Unattended.BY_POLICY),
        /** A truth value, a number or a short word that is always the same, and routes nothing. */
        NEW_CONSTANT("new constant", Unattended.BY_POLICY),
        /** A receiver or selector that nobody asked for, or a long text. */
        NEW_DESTINATION("new destination", Unattended.NEVER),
        /** Another request, more of them in a call, another host, or more bits to hide in. */
        NEW_EFFECT("new effect", Unattended.NEVER),
        /** A value that nothing explains, or something that is sent without a call. */
        UNEXPLAINED("unexplained", Unattended.NEVER),
        /** It crashed, or did one thing once and another thing the next time. */
        UNSTABLE("unstable", Unattended.NEVER);

        private final String words;
        private final Unattended unattended;

        Kind(String words, Unattended unattended) {
            this.words = words;
            this.unattended = unattended;
        }

        public String words() {
            return words;
        }

        public Unattended unattended() {
            return unattended;
        }
    }

    /** Whether a version that differs so may be accepted without a person. */
    public enum Unattended {
        ACCEPT,
        BY_POLICY,
        NEVER
    }
}
