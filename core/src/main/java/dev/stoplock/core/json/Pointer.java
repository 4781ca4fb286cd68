package dev.stoplock.core.json;

/** JSON Pointer (RFC 6901) escaping. */
public final class Pointer {

    private Pointer() {}

    public static String escape(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
