package dev.stoplock.core.atlas;

/** How sure a stated fact is. */
public enum Sureness {
    /** We read it where it is published. */
    SOURCE("read at the source"),
    /** We read it on another page, or did not note where. */
    SECONDARY("read at second hand"),
    /** We read several, and they do not agree. */
    CONFLICT("the sources disagree"),
    /** Nobody published it: we conclude it. */
    INFERENCE("our inference"),
    /** Recalled and not read again. */
    MEMORY("from memory");

    private final String title;

    Sureness(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
