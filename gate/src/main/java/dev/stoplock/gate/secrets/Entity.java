package dev.stoplock.gate.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A character reference of HTML (HTML, 13.5): the Latin-1 characters of its UTF-8 bytes, and how
 * many characters it is long. Lenient: readers do without a semicolon.
 */
record Entity(String bytes, int length) {

    private static final Map<String, String> NAMED =
            Map.ofEntries(
                    Map.entry("amp", "&"),
                    Map.entry("apos", "'"),
                    Map.entry("colon", ":"),
                    Map.entry("commat", "@"),
                    Map.entry("equals", "="),
                    Map.entry("gt", ">"),
                    Map.entry("lowbar", "_"),
                    Map.entry("lt", "<"),
                    Map.entry("nbsp", "\u00a0"),
                    Map.entry("period", "."),
                    Map.entry("plus", "+"),
                    Map.entry("quot", "\""),
                    Map.entry("sol", "/"));

    private static final Pattern REFERENCE =
            Pattern.compile(
                    "&(?:#(?:[xX]0{0,9}(?<hex>[0-9a-fA-F]{1,6})|0{0,9}(?<decimal>[0-9]{1,7}))"
                            + "|(?<name>(?i:amp|lt|gt|quot|apos|nbsp)|colon|commat|equals|lowbar|period|plus|sol));?");

    /** The beginning of one, at the end of a text. */
    private static final Pattern BEGUN =
            Pattern.compile("&(#([xX][0-9a-fA-F]{0,15}|[0-9]{0,16})|[a-zA-Z]{0,6})");

    /** Null where none begins here. */
    static @Nullable Entity at(String text, int from) {
        Matcher found = REFERENCE.matcher(text).region(from, text.length());
        if (text.charAt(from) != '&' || !found.lookingAt()) {
            return null;
        }
        @Nullable String name = found.group("name");
        @Nullable String hex = found.group("hex");
        @Nullable String decimal = found.group("decimal");
        int point = name != null ? 0 : hex != null ? number(hex, 16) : number(decimal, 10);
        if (point < 0 || point > Character.MAX_CODE_POINT) {
            return null;
        }
        String character =
                name == null
                        ? Character.toString(point)
                        : NAMED.getOrDefault(name.toLowerCase(Locale.ROOT), name);
        return new Entity(
                new String(character.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
                found.end() - from);
    }

    /** Whether the text ends within what may become a longer reference. */
    static boolean begins(String text, int from) {
        return text.length() - from < 20
                && BEGUN.matcher(text).region(from, text.length()).matches();
    }

    private static int number(@Nullable String digits, int radix) {
        return digits == null ? -1 : Integer.parseInt(digits, radix);
    }
}
