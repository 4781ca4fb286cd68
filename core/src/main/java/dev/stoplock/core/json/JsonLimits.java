package dev.stoplock.core.json;

/**
 * How large (bytes), how deep (nested containers) and of how many values a text may be before it is
 * refused. Threat: an empty object is three bytes here and a hundred in memory.
 */
public record JsonLimits(int bytes, int depth, int values) {

    public static final JsonLimits MESSAGE = new JsonLimits(16 << 20, 64, 1_000_000);

    /** A body that is judged: each of its values is explained and stored. */
    public static final JsonLimits REQUEST = new JsonLimits(16 << 20, 64, 50_000);

    /** As many values as the bytes can hold. */
    public JsonLimits(int bytes, int depth) {
        this(bytes, depth, Integer.MAX_VALUE);
    }
}
