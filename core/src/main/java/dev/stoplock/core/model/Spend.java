package dev.stoplock.core.model;

import java.util.List;

/**
 * What one effect used up of a call's budget. {@code key} tells the same destination and content
 * again (a retry) from another effect; {@code tokens} are the asked recipients it spent.
 */
public record Spend(EffectId effect, String key, List<String> tokens, State state) {

    /** What became of it, as far as a retry is concerned. */
    public enum State {
        /** Judged and perhaps on its way, or certainly accepted: it counts as sent. */
        SENT,
        /**
         * Refused upstream with 5xx or 429, or nothing of it was sent: the same again is a retry.
         */
        RETRYABLE,
        /**
         * The connection was lost after the body had been sent: it counts as sent, and a retry
         * needs the policy's leave.
         */
        UNKNOWN
    }

    public Spend {
        tokens = List.copyOf(tokens);
    }

    public Spend in(State next) {
        return new Spend(effect, key, tokens, next);
    }
}
