package dev.stoplock.core.atlas;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The shapes of what the atlas and its cases say: ids, names and sentences that pages and terminals
 * show. What has another shape is refused with an IllegalArgumentException.
 */
public final class Wording {

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,39}");
    private static final Pattern HIDDEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");
    private static final int NAME = 80;
    private static final int SENTENCES = 600;

    private Wording() {}

    /** Lower case, digits and dashes, 40 at most; {@code what} names its kind in the complaint. */
    public static void id(String value, String what) {
        if (!ID.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not the id of " + what + " (lower case, digits, dashes): " + shown(value));
        }
    }

    /** A few words without a full stop. */
    public static void name(String value) {
        text(value, NAME, "a name");
        if (value.endsWith(".")) {
            throw new IllegalArgumentException("a name has no full stop: " + shown(value));
        }
    }

    /** One or more whole sentences. */
    public static void sentence(String value) {
        text(value, SENTENCES, "a sentence");
        if (!value.endsWith(".") && !value.endsWith("?")) {
            throw new IllegalArgumentException("a sentence ends with a full stop: " + shown(value));
        }
    }

    /** A copy, where nothing stands twice. */
    public static <T> List<T> distinct(List<T> values, String what) {
        if (values.stream().distinct().count() != values.size()) {
            throw new IllegalArgumentException(what + " stands twice in " + values);
        }
        return List.copyOf(values);
    }

    private static void text(String value, int longest, String what) {
        boolean fits =
                !value.isBlank()
                        && value.equals(value.strip())
                        && value.length() <= longest
                        && !HIDDEN.matcher(value).find();
        if (!fits) {
            throw new IllegalArgumentException(
                    "not " + what + " (1 to " + longest + " visible characters): " + shown(value));
        }
    }

    private static String shown(String value) {
        String start = value.length() > 60 ? value.substring(0, 60) + "…" : value;
        return HIDDEN.matcher(start).replaceAll("\uFFFD");
    }
}
