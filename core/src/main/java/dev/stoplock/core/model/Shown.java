package dev.stoplock.core.model;

import java.util.regex.Pattern;

/** Text of others as it may stand in our sentences: short, and with nothing invisible in it. */
public final class Shown {

    private static final int LONGEST = 120;
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    private Shown() {}

    /** One line of any length with nothing invisible in it. */
    public static String line(String hostile) {
        for (int i = 0; i < hostile.length(); i++) {
            if (hostile.charAt(i) < ' ' || hostile.charAt(i) > '~') {
                return INVISIBLE.matcher(hostile).replaceAll("\uFFFD");
            }
        }
        return hostile;
    }

    public static String text(String hostile) {
        String visible = line(hostile);
        if (visible.length() <= LONGEST) {
            return visible;
        }
        int end = Character.isHighSurrogate(visible.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return visible.substring(0, end) + "…";
    }
}
