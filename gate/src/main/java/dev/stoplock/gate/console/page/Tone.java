package dev.stoplock.gate.console.page;

/** How something is marked: always an icon and a word, never colour alone. */
public enum Tone {
    ALLOW("✓"),
    REWRITE("✎"),
    HOLD("⏸"),
    DENY("✕"),
    OFF("○");

    private final String sign;

    Tone(String sign) {
        this.sign = sign;
    }

    public String sign() {
        return sign;
    }

    /** The class that the style sheet knows it by. */
    public String css() {
        return "tone-" + name().toLowerCase(java.util.Locale.ROOT);
    }
}
