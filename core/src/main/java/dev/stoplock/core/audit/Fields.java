package dev.stoplock.core.audit;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Digest;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The members of one JSON object, taken one by one; a member that is missing, of another kind or
 * left over is an error.
 */
final class Fields {

    private final Json.Obj object;
    private final Set<String> taken = new HashSet<>();

    Fields(Json.Obj object) {
        this.object = object;
    }

    /** Carries one sentence up to the codec's door, where it becomes a value. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String sentence) {
            super(sentence, null, false, false);
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }

    String text(String key) throws Malformed {
        taken.add(key);
        if (object.at(key) instanceof Json.Str(String value)) {
            return value;
        }
        throw new Malformed("the field \"" + key + "\" is missing or not a string");
    }

    @Nullable String optionalText(String key) throws Malformed {
        return object.at(key) == null ? null : text(key);
    }

    /** A value that reads itself from its text and prints exactly that text again. */
    <T> T parsed(String key, Function<String, T> parser) throws Malformed {
        String text = text(key);
        T value = lenient(key, text, parser);
        if (!value.toString().equals(text)) {
            throw new Malformed("the field \"" + key + "\" is not in its one form");
        }
        return value;
    }

    <T> @Nullable T optional(String key, Function<String, T> parser) throws Malformed {
        return object.at(key) == null ? null : parsed(key, parser);
    }

    /** A name that repairs what it is given, so that its text may differ in a corner. */
    <T> T name(String key, Function<String, T> parser) throws Malformed {
        return lenient(key, text(key), parser);
    }

    Digest digest(String key) throws Malformed {
        return parsed(key, Digest::parse);
    }

    @Nullable Digest optionalDigest(String key) throws Malformed {
        return optional(key, Digest::parse);
    }

    long number(String key) throws Malformed {
        return parsed(key, Long::valueOf);
    }

    int small(String key) throws Malformed {
        taken.add(key);
        if (object.at(key) instanceof Json.Num(String literal)
                && literal.matches("0|-?[1-9][0-9]{0,9}")) {
            long value = Long.parseLong(literal);
            if (value == (int) value) {
                return (int) value;
            }
        }
        throw new Malformed("the field \"" + key + "\" is missing or not a small whole number");
    }

    boolean truth(String key) throws Malformed {
        taken.add(key);
        if (object.at(key) instanceof Json.Bool(boolean value)) {
            return value;
        }
        throw new Malformed("the field \"" + key + "\" is missing or neither true nor false");
    }

    <E extends Enum<E>> E choice(String key, Class<E> kind) throws Malformed {
        String text = text(key);
        for (E constant : kind.getEnumConstants()) {
            if (word(constant).equals(text)) {
                return constant;
            }
        }
        throw new Malformed("the field \"" + key + "\" has none of its known values");
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    List<String> texts(String key) throws Malformed {
        taken.add(key);
        if (!(object.at(key) instanceof Json.Arr(List<Json> items))) {
            throw new Malformed("the field \"" + key + "\" is missing or not a list");
        }
        List<String> texts = new ArrayList<>();
        for (Json item : items) {
            if (!(item instanceof Json.Str(String value))) {
                throw new Malformed(
                        "the field \"" + key + "\" holds something that is not a string");
            }
            texts.add(value);
        }
        return texts;
    }

    /** Record indices, as the strings they are written as. */
    List<Long> numbers(String key) throws Malformed {
        List<Long> numbers = new ArrayList<>();
        for (String text : texts(key)) {
            if (!text.matches("0|[1-9][0-9]{0,17}")) {
                throw new Malformed(
                        "the field \"" + key + "\" holds something that is not an index");
            }
            numbers.add(Long.valueOf(text));
        }
        return numbers;
    }

    Fields object(String key) throws Malformed {
        taken.add(key);
        if (object.at(key) instanceof Json.Obj inner) {
            return new Fields(inner);
        }
        throw new Malformed("the field \"" + key + "\" is missing or not an object");
    }

    @Nullable Fields optionalObject(String key) throws Malformed {
        return object.at(key) == null ? null : object(key);
    }

    /** Refuses what nobody took. */
    void end() throws Malformed {
        for (String key : object.members().keySet()) {
            if (!taken.contains(key)) {
                throw new Malformed("the field \"" + Cut.text(key) + "\" is unknown");
            }
        }
    }

    private static <T> T lenient(String key, String text, Function<String, T> parser)
            throws Malformed {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new Malformed("the field \"" + key + "\" cannot be read");
        }
    }
}
