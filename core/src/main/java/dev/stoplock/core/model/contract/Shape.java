package dev.stoplock.core.model.contract;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a value looks like that is new each time, with the number of free bits it leaves: the
 * logarithm of how many texts have this shape. A time is near the call's own, so it leaves those of
 * the span it may lie in.
 */
public enum Shape {
    /** RFC 9562 in lower case, version 4 or 7. */
    UUID(122),
    /** ISO 8601 in UTC, to the second. */
    ISO_SECONDS(11),
    /** ISO 8601 in UTC, to the millisecond. */
    ISO_MILLIS(21),
    /** A day of UTC, as 2026-01-31. */
    DAY(0),
    EPOCH_SECONDS(11),
    EPOCH_MILLIS(21),
    /** RFC 9110, 5.6.7, and with its zone as mail programs write it (RFC 5322, 3.3). */
    HTTP_DATE(11),
    /** A number that counts, up to 65535. */
    COUNTER(16),
    /** 32 digits of lower-case hexadecimal. */
    HEX_32(128),
    /** A multipart boundary or another random word of up to 70 letters, digits and dashes. */
    WORD(420),
    /** The Message-ID of a mail (RFC 5322, 3.6.4): a word and a domain of up to 60 letters. */
    MESSAGE_ID(735);

    /** How far a time may be from the call's. */
    public static final Duration NEAR = Duration.ofMinutes(10);

    private static final Pattern A_UUID =
            Pattern.compile(
                    "[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    private static final Pattern A_WORD = Pattern.compile("[A-Za-z0-9_-]{8,70}");
    private static final Pattern A_MESSAGE_ID =
            Pattern.compile("<[A-Za-z0-9._=-]{8,70}@[a-z0-9.-]{3,60}>");
    private static final DateTimeFormatter HTTP =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    private final int bits;

    Shape(int bits) {
        this.bits = bits;
    }

    public int bits() {
        return bits;
    }

    /** Whether it is a moment near the call's own. */
    public boolean isTime() {
        return switch (this) {
            case ISO_SECONDS, ISO_MILLIS, DAY, EPOCH_SECONDS, EPOCH_MILLIS, HTTP_DATE -> true;
            case UUID, COUNTER, HEX_32, WORD, MESSAGE_ID -> false;
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The shape with this word; throws IllegalArgumentException where there is none. */
    public static Shape of(String word) {
        for (Shape shape : values()) {
            if (shape.word().equals(word)) {
                return shape;
            }
        }
        throw new IllegalArgumentException("not a shape: " + word);
    }

    /** Whether the value has this shape, where the call was made at {@code about}. */
    public boolean holds(String value, Instant about) {
        return switch (this) {
            case UUID -> A_UUID.matcher(value).matches();
            case HEX_32 -> value.matches("[0-9a-f]{32}");
            case WORD -> A_WORD.matcher(value).matches();
            case MESSAGE_ID -> A_MESSAGE_ID.matcher(value).matches();
            case COUNTER -> value.matches("0|[1-9][0-9]{0,4}") && Integer.parseInt(value) <= 0xFFFF;
            case DAY ->
                    value.equals(day(about))
                            || value.equals(day(about.minus(NEAR)))
                            || value.equals(day(about.plus(NEAR)));
            case ISO_SECONDS, ISO_MILLIS, EPOCH_SECONDS, EPOCH_MILLIS, HTTP_DATE ->
                    isNear(value, about);
        };
    }

    private static String day(Instant at) {
        return at.toString().substring(0, 10);
    }

    private boolean isNear(String value, Instant about) {
        try {
            Instant said =
                    switch (this) {
                        case EPOCH_SECONDS ->
                                value.matches("[1-9][0-9]{8,10}")
                                        ? Instant.ofEpochSecond(Long.parseLong(value))
                                        : Instant.MIN;
                        case EPOCH_MILLIS ->
                                value.matches("[1-9][0-9]{11,13}")
                                        ? Instant.ofEpochMilli(Long.parseLong(value))
                                        : Instant.MIN;
                        case ISO_SECONDS ->
                                value.matches("[0-9T:-]{19}Z") ? Instant.parse(value) : Instant.MIN;
                        case ISO_MILLIS ->
                                value.matches("[0-9T:-]{19}\\.[0-9]{3}Z")
                                        ? Instant.parse(value)
                                        : Instant.MIN;
                        // its length is fixed: an exception for each other word is slow
                        case HTTP_DATE -> {
                            String zoned =
                                    value.endsWith(" +0000")
                                            ? value.substring(0, value.length() - 5) + "GMT"
                                            : value;
                            yield zoned.length() == 29 && zoned.endsWith(" GMT")
                                    ? Instant.from(HTTP.parse(zoned))
                                    : Instant.MIN;
                        }
                        case UUID, DAY, COUNTER, HEX_32, WORD, MESSAGE_ID -> Instant.MIN;
                    };
            return !said.isBefore(about.minus(NEAR)) && !said.isAfter(about.plus(NEAR));
        } catch (DateTimeException e) {
            return false;
        }
    }
}
