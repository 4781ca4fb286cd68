package dev.stoplock.gate.report;

import dev.stoplock.core.audit.incident.Count;
import dev.stoplock.core.audit.incident.Standing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, times and states as sentences hold them. Times are UTC, as in the log. */
final class Wording {

    private static final DateTimeFormatter DAY = of("d MMM");
    private static final DateTimeFormatter MINUTE = of("d MMM HH:mm");
    private static final DateTimeFormatter SECOND = of("d MMM HH:mm:ss");
    private static final DateTimeFormatter CLOCK = of("HH:mm");
    private static final DateTimeFormatter CLOCK_SECOND = of("HH:mm:ss");
    private static final DateTimeFormatter WHOLE = of("d MMM yyyy HH:mm:ss 'UTC'");

    private Wording() {}

    private static DateTimeFormatter of(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }

    static String at(Instant time) {
        return SECOND.format(time);
    }

    /** From one second to another: {@code 22 Nov 14:01:02–14:09:10}. */
    static String between(Instant first, Instant last) {
        if (at(first).equals(at(last))) {
            return at(first);
        }
        return DAY.format(first).equals(DAY.format(last))
                ? at(first) + "–" + CLOCK_SECOND.format(last)
                : at(first) + " – " + at(last);
    }

    /** With its year and zone. */
    static String whole(Instant time) {
        return WHOLE.format(time);
    }

    /** From one minute to another: {@code 22 Nov 14:01–14:09 UTC}. */
    static String range(Instant first, Instant last) {
        String from = MINUTE.format(first);
        if (from.equals(MINUTE.format(last))) {
            return from + " UTC";
        }
        return DAY.format(first).equals(DAY.format(last))
                ? from + "–" + CLOCK.format(last) + " UTC"
                : from + " – " + MINUTE.format(last) + " UTC";
    }

    static String count(int number, String one) {
        return number + " " + (number == 1 ? one : one + "s");
    }

    /** How many, or from how many to how many: {@code 1 to 500 mails}. */
    static String count(Count number, String one) {
        return number.isExact()
                ? count(number.most(), one)
                : number.least() + " to " + count(number.most(), one);
    }

    static String times(int number) {
        return number == 1 ? "once" : number == 2 ? "twice" : number + " times";
    }

    static String span(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 120) {
            return count((int) seconds, "second");
        }
        if (seconds < 7_200) {
            return count((int) time.toMinutes(), "minute");
        }
        return seconds < 172_800
                ? count((int) time.toHours(), "hour")
                : count((int) time.toDays(), "day");
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String of(Standing standing) {
        return switch (standing) {
            case ASKED -> "asked for";
            case NOT_ALLOWED -> "asked for, but not on the allowlist";
            case NOT_ASKED -> "nobody asked for this";
            case UNKNOWN -> "whether anybody asked for it cannot be told any more";
        };
    }
}
