package dev.stoplock.core.atlas.story;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** A day, or a month where no day is known: {@code 2025-09-17}, {@code 2025-06}. */
public record Day(String value) implements Comparable<Day> {

    private static final int MONTH = "2025-06".length();

    public Day {
        try {
            said(value);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("not a date as 2025-09-17 or 2025-06: " + value, e);
        }
    }

    /** For people: {@code 17 September 2025}, {@code June 2025}. */
    public String said() {
        return said(value);
    }

    private static String said(String value) {
        return value.length() == MONTH
                ? YearMonth.parse(value).format(pattern("MMMM uuuu"))
                : LocalDate.parse(value).format(pattern("d MMMM uuuu"));
    }

    private static DateTimeFormatter pattern(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
    }

    /** A month stands before its days. */
    @Override
    public int compareTo(Day other) {
        return value.compareTo(other.value);
    }
}
