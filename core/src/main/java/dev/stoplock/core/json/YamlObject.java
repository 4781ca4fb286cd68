package dev.stoplock.core.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a configuration file, read key by key; every complaint names the file and the
 * line.
 */
public final class YamlObject {

    private final String file;
    private final YamlReader.Positioned source;
    private final String pointer;
    private final Json.Obj value;

    private YamlObject(String file, YamlReader.Positioned source, String pointer, Json.Obj value) {
        this.file = file;
        this.source = source;
        this.pointer = pointer;
        this.value = value;
    }

    /**
     * What is wrong, as {@code file:line: sentence}: one line with nothing invisible in it,
     * whatever the sentence quotes.
     */
    public static final class Misfit extends Exception {
        private static final long serialVersionUID = 1L;

        Misfit(String sentence) {
            super(JsonReader.visible(sentence), null, false, false);
        }

        public String sentence() {
            return String.valueOf(getMessage());
        }
    }

    /** The document's own mapping. {@code file} is the name that complaints show. */
    public static YamlObject root(String file, String text) throws Misfit {
        YamlReader.Positioned source = YamlReader.read(text);
        return switch (source.result()) {
            case JsonResult.Malformed(String reason, int line, int column) ->
                    throw new Misfit(file + ":" + line + ": " + reason);
            case JsonResult.Parsed(Json.Obj top) -> new YamlObject(file, source, "", top);
            case JsonResult.Parsed other -> throw new Misfit(file + ":1: expected keys and values");
        };
    }

    public Json.Obj json() {
        return value;
    }

    public List<String> keys() {
        return List.copyOf(value.members().keySet());
    }

    public boolean has(String key) {
        return value.at(key) != null && !(value.at(key) instanceof Json.Null);
    }

    /** Refuses every key that is not listed. */
    public void only(String... known) throws Misfit {
        for (String key : value.members().keySet()) {
            if (!Arrays.asList(known).contains(key)) {
                String nearest = nearest(key, List.of(known));
                throw misfit(
                        key,
                        "unknown key \""
                                + shown(key)
                                + "\""
                                + (nearest == null
                                        ? ", expected one of " + String.join(", ", known)
                                        : ", did you mean \"" + nearest + "\"?"));
            }
        }
    }

    public YamlObject object(String key) throws Misfit {
        YamlObject found = objectIfAny(key);
        if (found == null) {
            throw misfit(key, "\"" + shown(key) + "\" is missing");
        }
        return found;
    }

    public @Nullable YamlObject objectIfAny(String key) throws Misfit {
        return switch (value.at(key)) {
            case null -> null;
            case Json.Null() -> null;
            // The reader gives an empty text for a key with nothing behind it.
            case Json.Str(String text) when text.isEmpty() -> null;
            case Json.Obj child -> new YamlObject(file, source, at(key), child);
            default -> throw misfit(key, "\"" + shown(key) + "\" must hold keys and values");
        };
    }

    public String text(String key) throws Misfit {
        String found = textIfAny(key);
        if (found == null) {
            throw misfit(key, "\"" + shown(key) + "\" is missing");
        }
        return found;
    }

    public @Nullable String textIfAny(String key) throws Misfit {
        return switch (value.at(key)) {
            case null -> null;
            case Json.Null() -> null;
            case Json.Str(String text) -> text;
            case Json.Num(String literal) -> literal;
            default -> throw misfit(key, "\"" + shown(key) + "\" must be text; put it in quotes");
        };
    }

    public boolean truth(String key) throws Misfit {
        if (value.at(key) instanceof Json.Bool(boolean truth)) {
            return truth;
        }
        throw misfit(key, "\"" + shown(key) + "\" must be true or false");
    }

    /** The list of texts under a key; empty where the key is absent. */
    public List<String> texts(String key) throws Misfit {
        List<String> texts = new ArrayList<>();
        for (Json item : items(key)) {
            switch (item) {
                case Json.Str(String text) -> texts.add(text);
                case Json.Num(String literal) -> texts.add(literal);
                default ->
                        throw misfit(
                                key,
                                "each item of \""
                                        + shown(key)
                                        + "\" must be text; put it in quotes");
            }
        }
        return texts;
    }

    /** The list of mappings under a key; empty where the key is absent. */
    public List<YamlObject> objects(String key) throws Misfit {
        List<YamlObject> objects = new ArrayList<>();
        for (Json item : items(key)) {
            if (!(item instanceof Json.Obj child)) {
                throw misfit(key, "each item of \"" + shown(key) + "\" must hold keys and values");
            }
            objects.add(new YamlObject(file, source, at(key) + "/" + objects.size(), child));
        }
        return objects;
    }

    /** An item of a list that is a text, or a mapping: then {@code object} is not null. */
    public record Item(String text, @Nullable YamlObject object) {}

    /** The list of texts and mappings under a key; {@code what} a mapping there says. */
    public List<Item> items(String key, String what) throws Misfit {
        List<Item> items = new ArrayList<>();
        for (Json item : items(key)) {
            switch (item) {
                case Json.Str(String text) -> items.add(new Item(text, null));
                case Json.Num(String literal) -> items.add(new Item(literal, null));
                case Json.Obj child ->
                        items.add(
                                new Item(
                                        "",
                                        new YamlObject(
                                                file,
                                                source,
                                                at(key) + "/" + items.size(),
                                                child)));
                default ->
                        throw misfit(
                                key,
                                "each item of \""
                                        + shown(key)
                                        + "\" must be text, or text: {"
                                        + what
                                        + "}; put text in quotes");
            }
        }
        return items;
    }

    /** The texts by name under a key; empty where the key is absent. */
    public Map<String, String> textMap(String key) throws Misfit {
        Map<String, String> texts = new LinkedHashMap<>();
        YamlObject child = objectIfAny(key);
        if (child != null) {
            for (String name : child.keys()) {
                texts.put(name, child.text(name));
            }
        }
        return texts;
    }

    private List<Json> items(String key) throws Misfit {
        return switch (value.at(key)) {
            case null -> List.of();
            case Json.Null() -> List.of();
            case Json.Str(String text) when text.isEmpty() -> List.of();
            case Json.Arr(List<Json> items) -> items;
            default -> throw misfit(key, "\"" + shown(key) + "\" must be a list");
        };
    }

    /** A complaint about a key of this mapping, at its line. */
    public Misfit misfit(String key, String sentence) {
        int line = source.line(at(key));
        return new Misfit(
                file
                        + ":"
                        + (line > 0 ? line : Math.max(1, source.line(pointer)))
                        + ": "
                        + sentence);
    }

    /** A complaint about a line of the file. */
    public Misfit misfitAt(int line, String sentence) {
        return new Misfit(file + ":" + line + ": " + sentence);
    }

    private String at(String key) {
        return pointer + "/" + Pointer.escape(key);
    }

    private static String shown(String key) {
        String shown = key.length() <= 60 ? key : key.substring(0, 60) + "…";
        return shown.replaceAll("\\p{C}", "�");
    }

    private static @Nullable String nearest(String key, List<String> known) {
        String best = null;
        int closest = 3;
        for (String candidate : known) {
            int distance = key.length() > 60 ? closest : distance(key, candidate);
            if (distance < closest && distance < candidate.length()) {
                closest = distance;
                best = candidate;
            }
        }
        return best;
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
