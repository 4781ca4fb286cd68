package dev.stoplock.core.model;

import java.util.regex.Pattern;

/**
 * The shapes of names. They go into paths, YAML and terminals, so nothing but these characters is
 * ever one.
 */
final class Names {

    private Names() {}

    static void require(String pattern, String value, String what) {
        if (!Pattern.matches(pattern, value)) {
            throw new IllegalArgumentException("not " + what + ": " + printable(value));
        }
    }

    private static String printable(String value) {
        String shown = value.length() > 80 ? value.substring(0, 80) + "…" : value;
        return shown.replaceAll("\\p{C}", "�");
    }
}
