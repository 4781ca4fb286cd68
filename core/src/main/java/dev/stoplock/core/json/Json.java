package dev.stoplock.core.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON value, exactly as written: member order is kept and numbers are their text. */
public sealed interface Json {

    Json NULL = new Null();

    /** An object; its members keep the order in which they were written. */
    record Obj(Map<String, Json> members) implements Json {
        public Obj {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        public @Nullable Json at(String key) {
            return members.get(key);
        }

        /** The member as text, or null where it is absent or not a string. */
        public @Nullable String text(String key) {
            return members.get(key) instanceof Str(String value) ? value : null;
        }

        /** A copy in which {@code key} has {@code value}. */
        public Obj with(String key, Json value) {
            Map<String, Json> copy = new LinkedHashMap<>(members);
            copy.put(key, value);
            return new Obj(copy);
        }
    }

    /** An array. */
    record Arr(List<Json> items) implements Json {
        public Arr {
            items = List.copyOf(items);
        }
    }

    /** A string, unescaped. */
    record Str(String value) implements Json {}

    /** A number as its literal text, so that no digit is lost. */
    record Num(String literal) implements Json {}

    /** true or false. */
    record Bool(boolean value) implements Json {}

    /** null. */
    record Null() implements Json {}

    static Str of(String value) {
        return new Str(value);
    }

    static Num of(long value) {
        return new Num(Long.toString(value));
    }

    static Bool of(boolean value) {
        return new Bool(value);
    }

    /** The string, or JSON null for a Java null. */
    static Json ofNullable(@Nullable String value) {
        return value == null ? NULL : new Str(value);
    }

    static Arr strings(Iterable<String> values) {
        List<Json> items = new ArrayList<>();
        values.forEach(value -> items.add(new Str(value)));
        return new Arr(items);
    }

    static Builder object() {
        return new Builder();
    }

    /** Collects the members of an object in order. */
    final class Builder {
        private final Map<String, Json> members = new LinkedHashMap<>();

        private Builder() {}

        public Builder put(String key, Json value) {
            members.put(key, value);
            return this;
        }

        public Builder put(String key, String value) {
            return put(key, new Str(value));
        }

        public Builder put(String key, long value) {
            return put(key, Json.of(value));
        }

        public Builder put(String key, boolean value) {
            return put(key, new Bool(value));
        }

        /** Adds the member only where there is a value. */
        public Builder putIfPresent(String key, @Nullable String value) {
            return value == null ? this : put(key, value);
        }

        public Obj build() {
            return new Obj(members);
        }
    }
}
