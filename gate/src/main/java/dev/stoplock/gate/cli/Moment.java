package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Shown;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A moment as {@code --since} names it: RFC 3339, or a number and s, m, h or d back from now. */
final class Moment {

    private static final Pattern BACK = Pattern.compile("([0-9]{1,6})([smhd])");

    private Moment() {}

    /** Throws IllegalArgumentException with one sentence on anything else. */
    static Instant parse(String text, Instant now) {
        Matcher back = BACK.matcher(text);
        try {
            return back.matches()
                    ? now.minus(duration(Long.parseLong(back.group(1)), back.group(2)))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "not a time: expected 2026-11-22T14:00:00Z, or 30m, 24h or 7d back from now, not "
                            + Shown.text(text),
                    e);
        }
    }

    private static Duration duration(long number, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
