package dev.stoplock.core.wire.http1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in the order received; names are lower-case, values trimmed (RFC 9110, section 5).
 */
public record Fields(List<Field> list) {

    public static final Fields NONE = new Fields(List.of());

    /** One field line. */
    public record Field(String name, String value) {
        public Field {
            name = name.toLowerCase(Locale.ROOT);
        }
    }

    public Fields {
        list = List.copyOf(list);
    }

    public List<String> all(String name) {
        return list.stream().filter(field -> field.name().equals(name)).map(Field::value).toList();
    }

    /** The value of a field that stands exactly once, else null. */
    public @Nullable String only(String name) {
        List<String> values = all(name);
        return values.size() == 1 ? values.getFirst() : null;
    }

    public boolean has(String name) {
        return !all(name).isEmpty();
    }

    public Fields without(Set<String> names) {
        return new Fields(list.stream().filter(field -> !names.contains(field.name())).toList());
    }

    public Fields with(String name, String value) {
        List<Field> copy = new ArrayList<>(list);
        copy.add(new Field(name, value));
        return new Fields(copy);
    }
}
