package dev.stoplock.core.atlas;

/** Whether a control is there to be used today. */
public enum Presence {
    IN_THIS_VERSION("in this version"),
    CLIENTS_OWN("the client's own, not part of Stoplock"),
    NOT_YET("not in this version");

    private final String title;

    Presence(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
