package dev.stoplock.gate.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A moment as people write it: {@code 30m}, {@code 14:01}, {@code 2026-11-22}, an instant. */
final class Since {

    private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

    private Since() {}

    /** Local times are the last such time before now. Throws where it is none of these. */
    static Instant parse(String text, Instant now, ZoneId zone) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            long number = Long.parseLong(ago.group(1));
            return now.minus(
                    switch (ago.group(2)) {
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    });
        }
        try {
            if (text.endsWith("Z")) {
                return Instant.parse(text);
            }
            if (text.contains("T")) {
                return LocalDateTime.parse(text).atZone(zone).toInstant();
            }
            if (text.contains("-")) {
                return LocalDate.parse(text).atStartOfDay(zone).toInstant();
            }
            Instant today =
                    LocalDate.ofInstant(now, zone)
                            .atTime(LocalTime.parse(text))
                            .atZone(zone)
                            .toInstant();
            return today.isAfter(now)
                    ? LocalDate.ofInstant(now, zone)
                            .minusDays(1)
                            .atTime(LocalTime.parse(text))
                            .atZone(zone)
                            .toInstant()
                    : today;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "not a time: \""
                            + text
                            + "\"; say 30m, 2h, 1d, 14:01, 2026-11-22 or an instant",
                    e);
        }
    }
}
