package dev.stoplock.core.atlas;

import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.json.YamlObject.Misfit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the entries of data files are read: lists of them, and the words and numbers in them. */
public final class Entries {

    private Entries() {}

    /** What one mapping of a list says. */
    @FunctionalInterface
    public interface Entry<T> {

        /** Throws IllegalArgumentException with one sentence where the entry cannot be. */
        T read(YamlObject from) throws Misfit;
    }

    /** All entries under a key; what one of them cannot be is complained of at its first line. */
    public static <T> List<T> each(YamlObject in, String key, Entry<T> entry) throws Misfit {
        List<T> all = new ArrayList<>();
        for (YamlObject from : in.objects(key)) {
            all.add(one(from, key, entry));
        }
        return all;
    }

    /** The same for a single mapping that stands under {@code key}. */
    public static <T> T one(YamlObject from, String key, Entry<T> entry) throws Misfit {
        try {
            return entry.read(from);
        } catch (IllegalArgumentException e) {
            List<String> keys = from.keys();
            throw from.misfit(
                    keys.isEmpty() ? key : keys.getFirst(), String.valueOf(e.getMessage()));
        }
    }

    /** The constant that a word such as {@code agent-core} names. */
    public static <E extends Enum<E>> E word(YamlObject from, String key, E[] all) throws Misfit {
        return named(from, key, from.text(key), all);
    }

    /** The constants that the words of a list name. */
    public static <E extends Enum<E>> List<E> words(YamlObject from, String key, E[] all)
            throws Misfit {
        List<E> words = new ArrayList<>();
        for (String text : from.texts(key)) {
            words.add(named(from, key, text, all));
        }
        return words;
    }

    private static <E extends Enum<E>> E named(YamlObject from, String key, String text, E[] all)
            throws Misfit {
        List<String> words = new ArrayList<>();
        for (E one : all) {
            String word = one.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (word.equals(text)) {
                return one;
            }
            words.add(word);
        }
        throw from.misfit(key, "\"" + key + "\" must be one of " + String.join(", ", words));
    }

    public static int number(YamlObject from, String key) throws Misfit {
        String text = from.text(key);
        if (!text.matches("[0-9]{1,3}")) {
            throw from.misfit(key, "\"" + key + "\" must be a whole number");
        }
        return Integer.parseInt(text);
    }
}
