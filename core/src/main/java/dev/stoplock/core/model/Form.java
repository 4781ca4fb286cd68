package dev.stoplock.core.model;

import dev.stoplock.core.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * As which type of JSON (RFC 8259, 3) a value stands in an effect. An API may take {@code "true"}
 * and {@code true} for two things, and so it may {@code []}, <code>{}</code> and {@code null}.
 */
public enum Form {
    /** Outside of JSON, where each value is a text. */
    PLAIN,
    TEXT,
    NUMBER,
    TRUTH,
    NULL,
    /** A list without elements; one that has some is its elements. */
    LIST,
    /** An object without members; one that has some is its members. */
    OBJECT;

    /** The form of a value that holds no others; of one that does, that of its emptiness. */
    public static Form of(Json value) {
        return switch (value) {
            case Json.Str s -> TEXT;
            case Json.Num n -> NUMBER;
            case Json.Bool b -> TRUTH;
            case Json.Null n -> NULL;
            case Json.Arr(List<Json> items) -> LIST;
            case Json.Obj(Map<String, Json> members) -> OBJECT;
        };
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The form with this word; throws IllegalArgumentException where there is none. */
    public static Form of(String word) {
        for (Form form : values()) {
            if (form.word().equals(word)) {
                return form;
            }
        }
        throw new IllegalArgumentException("not a type of JSON: " + word);
    }
}
