package dev.stoplock.core.effect;

/** Text of others as it may stand in our sentences: short, and with nothing invisible in it. */
public final class Shown {

    private static final int LONGEST = 120;

    private Shown() {}

    public static String text(String hostile) {
        String visible = hostile.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "\uFFFD");
        return visible.length() <= LONGEST ? visible : visible.substring(0, LONGEST) + "…";
    }
}
