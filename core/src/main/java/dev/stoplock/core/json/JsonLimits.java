package dev.stoplock.core.json;

/** How large (bytes) and how deep (nested containers) a text may be before it is refused. */
public record JsonLimits(int bytes, int depth) {

    public static final JsonLimits MESSAGE = new JsonLimits(16 << 20, 64);
}
