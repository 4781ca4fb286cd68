package dev.stoplock.core.atlas;

/** The four parts of the picture, from left to right. */
public enum Zone {
    UNTRUSTED("untrusted"),
    AGENT_CORE("agent core"),
    OVERSIGHT("oversight"),
    REAL_WORLD("the real world");

    private final String title;

    Zone(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
