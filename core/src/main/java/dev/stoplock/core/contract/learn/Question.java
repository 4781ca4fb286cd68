package dev.stoplock.core.contract.learn;

import dev.stoplock.core.model.contract.AtomPath;
import org.jspecify.annotations.Nullable;

/**
 * Something about a tool that only a person can accept. {@code id} is stable and names tool, effect
 * and place; accepting means typing {@code value} in full, or {@code rule NAME} where {@code rule}
 * names one of the home that declares it. {@code effect} is the number of the effect in the tool's
 * contract, from 0.
 */
public record Question(
        String id,
        Kind kind,
        String tool,
        int effect,
        AtomPath path,
        String value,
        String sentence,
        @Nullable String rule) {

    private static final String RULE = "rule ";

    /** One about what the home declares nothing of. */
    public Question(
            String id,
            Kind kind,
            String tool,
            int effect,
            AtomPath path,
            String value,
            String sentence) {
        this(id, kind, tool, effect, path, value, sentence, null);
    }

    /** Whether this was typed in answer to it. */
    public boolean isAccepted(@Nullable String typed) {
        return value.equals(typed) || isAcceptedAsRule(typed);
    }

    /** Whether it was accepted as the home's rule that declares the value, and not the value. */
    boolean isAcceptedAsRule(@Nullable String typed) {
        return rule != null && (RULE + rule).equals(typed);
    }

    /** What is asked, the gravest first. */
    public enum Kind {
        /** A request or mail that nobody called for; the value to type is where it goes. */
        WITHOUT_CALL,
        /** A receiver, or what selects one, that no argument and no setting holds. */
        CONSTANT_DESTINATION,
        /** Content that nothing explains; the value to type is the number of bytes to let pass. */
        UNEXPLAINED_CONTENT,
        /** A value that is new each time and could hide bits; the value to type is its shape. */
        HIDDEN_BITS
    }
}
