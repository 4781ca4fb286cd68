package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Shown;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A moment as {@code --since} names it: a number and s, m, h or d back from now; a time with its
 * offset (RFC 3339); or a local time, date, or both.
 */
final class Moment {

    private static final Pattern BACK = Pattern.compile("([0-9]{1,6})([smhd])");
    private static final Pattern OFFSET = Pattern.compile(".*T.*(Z|[+-][0-9]{2}:[0-9]{2})");

    private Moment() {}

    /**
     * A local time alone is the last such time before now. Throws IllegalArgumentException with one
     * sentence on anything else.
     */
    static Instant parse(String text, Instant now, ZoneId zone) {
        try {
            Matcher back = BACK.matcher(text);
            if (back.matches()) {
                return now.minus(duration(Long.parseLong(back.group(1)), back.group(2)));
            }
            if (OFFSET.matcher(text).matches()) {
                return OffsetDateTime.parse(text).toInstant();
            }
            if (text.contains("T")) {
                return LocalDateTime.parse(text).atZone(zone).toInstant();
            }
            return text.contains("-")
                    ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
                    : last(LocalTime.parse(text), now, zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "not a time: expected 30m, 24h or 7d back from now, 14:01, 2026-11-22 or 2026-11-22T14:00:00Z, not "
                            + Shown.text(text),
                    e);
        }
    }

    private static Instant last(LocalTime time, Instant now, ZoneId zone) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        Instant then = today.atTime(time).atZone(zone).toInstant();
        return then.isAfter(now) ? today.minusDays(1).atTime(time).atZone(zone).toInstant() : then;
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
