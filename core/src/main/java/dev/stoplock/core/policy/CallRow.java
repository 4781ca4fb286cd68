package dev.stoplock.core.policy;

import dev.stoplock.core.model.RuleId;
import java.time.Duration;
import java.time.Instant;

/**
 * The identical calls that one server was last asked for in a row: {@code count} of them with the
 * digest {@code same}, the last at {@code last}; {@code told} once a breaker opened on them. A
 * value: each step gives another.
 *
 * <p>A row ends with another call, or ten minutes after the last one that was made. What was
 * refused is not in it, so that asking again does not make the wait longer.
 */
public record CallRow(String same, int count, Instant last, boolean told) {

    public static final RuleId RULE = new RuleId("limit.identical-calls");
    public static final Duration PAUSE = Duration.ofMinutes(10);

    static final CallRow NONE = new CallRow("", 0, Instant.EPOCH, false);

    /**
     * As it stands at {@code now}; a row dated later, by a clock that was set back, ends from now.
     */
    CallRow at(Instant now) {
        return last.isAfter(now) ? new CallRow(same, count, now, told) : this;
    }

    private boolean goesOn(String next, Instant now) {
        return same.equals(next) && now.isBefore(last.plus(PAUSE));
    }

    /** Whether the call may be made, at {@code now} of {@link #at}. */
    boolean allows(int limit, String next, Instant now) {
        return limit > 0 && (!goesOn(next, now) || count < limit);
    }

    CallRow made(String next, Instant now) {
        CallRow row = at(now);
        return row.goesOn(next, now)
                ? new CallRow(next, row.count + 1, now, false)
                : new CallRow(next, 1, now, false);
    }

    CallRow open() {
        return new CallRow(same, count, last, true);
    }

    /** When the row is over. */
    Instant over() {
        return last.plus(PAUSE);
    }
}
