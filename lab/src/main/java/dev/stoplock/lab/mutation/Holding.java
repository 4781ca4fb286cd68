package dev.stoplock.lab.mutation;

import org.jspecify.annotations.Nullable;

/** To what a server under drill is held, and so which changes of its requests have to be denied. */
enum Holding {
    /** To the default contract, whose tiers 2 and 3 begin in report. */
    DEFAULT,
    /** To what a review learned of its tools: contents, flags and headers too. */
    LEARNED;

    /** Whether nothing of this may reach anybody. */
    boolean denies(Trial trial) {
        return trial.expected() != Expected.SAME && left(trial) == null;
    }

    /** Why a changed request may arrive all the same; null for one that has to be denied. */
    @Nullable String left(Trial trial) {
        return switch (this) {
            case DEFAULT -> tier(trial.expected());
            case LEARNED -> Unlearned.reason(trial);
        };
    }

    private static @Nullable String tier(Expected expected) {
        return switch (expected) {
            case DESTINATION, CREDENTIAL, UNREADABLE, SAME -> null;
            case ARGUMENT ->
                    "a whole argument in another place, which the default contract explains";
            case CONTENT -> "in report (tier 2)";
            case META -> "in report (tier 3)";
            case FEWER -> "nobody new";
        };
    }
}
