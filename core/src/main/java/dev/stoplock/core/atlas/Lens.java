package dev.stoplock.core.atlas;

/** Whose names a reader wants to see for the risks; each framework belongs to one lens. */
public enum Lens {
    OWASP("OWASP"),
    ATLAS("MITRE ATLAS"),
    NIST("NIST");

    private final String title;

    Lens(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
