package dev.stoplock.core.contract.learn;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.Pointer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes values for arguments from their JSON Schema: plausible, so that a server cannot tell them
 * from a person's, and each of them one that stands nowhere else. {@code seed} decides them; the
 * same seed and place make the same value.
 */
final class Canaries {

    private static final int DEEPEST = 8;

    /** A schema that holds itself would be followed for ever. */
    private static final int MOST_VALUES = 150;

    /** What says of a text that it is to be JSON. */
    private static final Pattern JSON_TEXT =
            Pattern.compile(
                    "(?i)(^|[ _-])json$|\\bjson[ -](string|text|document)\\b|\\(json|\\b(string|text) (of|with) json\\b");

    /** What an argument is called that names a file, and what is said of it. */
    private static final Pattern FILE =
            Pattern.compile(
                    "(.*[_-])?(?i:file|path|attachment)s?|.*[a-z0-9](File|Path|Attachment)s?");

    private static final Pattern A_FILE =
            Pattern.compile(
                    "(?i)\\b(absolute|local|file) paths?\\b|\\bpaths? (of|to) (a|the|each) (local )?files?\\b");

    private static final List<String> FIRST =
            List.of(
                    "ann", "boris", "carla", "dmitri", "elena", "farid", "greta", "hugo", "ines",
                    "jonas", "karim", "laura", "milan", "nadia", "oskar", "petra", "quentin",
                    "rosa", "sven", "tanja", "umar", "vera", "walter", "xenia", "yusuf", "zoe");
    private static final List<String> WORDS =
            List.of(
                    "amber", "basin", "cedar", "delta", "ember", "fjord", "grove", "haven", "inlet",
                    "jetty", "knoll", "ledge", "maple", "notch", "ocean", "prairie", "quarry",
                    "ridge", "shore", "thicket", "upland", "valley", "willow", "yonder", "zephyr");

    private final int seed;
    private final Json.Obj root;
    private final Set<String> leftOut;
    private final Choices choices;
    private final List<String> files;
    private int made;
    private int named;

    /** Which of several values an argument takes: an enumeration's, a truth value. */
    interface Choices {
        int of(String pointer, int options);
    }

    /**
     * {@code root}: the whole schema; {@code leftOut}: the places of members that are not made;
     * {@code files}: the paths of files that are there, for arguments that name one.
     */
    Canaries(int seed, Json.Obj root, Set<String> leftOut, List<String> files, Choices choices) {
        this.files = files;
        this.seed = seed;
        this.root = root;
        this.leftOut = leftOut;
        this.choices = choices;
    }

    /** The arguments of one call. */
    Json.Obj arguments() {
        return objectOf("", root, 0);
    }

    /**
     * A value that the schema takes, as far as types, formats and limits say; any text where it
     * says nothing.
     */
    private Json value(String pointer, String name, Json said, int depth) {
        if (!(SchemaPlaces.resolved(root, said) instanceof Json.Obj object) || depth > DEEPEST) {
            return Json.of(text(name, "", ""));
        }
        Json constant = object.at("const");
        if (constant != null) {
            return constant;
        }
        if (object.at("enum") instanceof Json.Arr(List<Json> values) && !values.isEmpty()) {
            return values.get(choices.of(pointer, values.size()));
        }
        for (String variants : new String[] {"anyOf", "oneOf"}) {
            if (object.at(variants) instanceof Json.Arr(List<Json> options) && !options.isEmpty()) {
                List<Json> real = options.stream().filter(SchemaPlaces::isNoNull).toList();
                List<Json> from = real.isEmpty() ? options : real;
                return value(
                        pointer, name, from.get(choices.of(pointer + "?", from.size())), depth + 1);
            }
        }
        if (object.at("allOf") instanceof Json.Arr(List<Json> all) && !all.isEmpty()) {
            return value(pointer, name, SchemaPlaces.merged(root, all), depth + 1);
        }
        return switch (type(object)) {
            case "object" -> objectOf(pointer, object, depth);
            case "array" -> {
                Json items = object.at("items");
                int fewest = (int) number(object, "minItems", 1);
                int most = (int) number(object, "maxItems", 3);
                int size = Math.max(fewest, Math.min(most, 1 + size(pointer)));
                List<Json> list = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    list.add(
                            value(
                                    pointer + "/*",
                                    name,
                                    items == null ? Json.object().build() : items,
                                    depth + 1));
                }
                yield new Json.Arr(list);
            }
            case "integer", "number" -> new Json.Num(Long.toString(whole(object)));
            case "boolean" -> new Json.Bool(choices.of(pointer, 2) == 0);
            case "null" -> Json.NULL;
            default -> {
                String format = object.text("format");
                String about = object.text("description");
                StringBuilder text =
                        new StringBuilder(
                                text(
                                        name,
                                        format == null ? "" : format,
                                        about == null ? "" : about));
                while (text.length() < Math.min(2_000, number(object, "minLength", 0))) {
                    text.append(word());
                }
                long most = number(object, "maxLength", 10_000);
                yield Json.of(text.substring(0, (int) Math.min(most, text.length())));
            }
        };
    }

    /** Every member is there that is not left out; of a value that grows too large only these. */
    private Json.Obj objectOf(String pointer, Json.Obj schema, int depth) {
        Map<String, Json> members = new LinkedHashMap<>();
        Set<String> required = SchemaPlaces.required(schema);
        SchemaPlaces.properties(schema)
                .forEach((name, inner) -> {
                    String place = pointer + "/" + Pointer.escape(name);
                    boolean tooLarge = depth > 0 && made > MOST_VALUES && !required.contains(name);
                    if (!leftOut.contains(place) && !tooLarge) {
                        members.put(name, value(place, name, inner, depth + 1));
                    }
                });
        Json further = schema.at("additionalProperties");
        boolean free =
                members.isEmpty()
                        && depth > 0
                        && !(further instanceof Json.Bool(boolean open) && !open);
        if (free) {
            String word = word();
            members.put(
                    "key" + word,
                    further instanceof Json.Obj each && !each.members().isEmpty()
                            ? value(pointer + "/*", "value", each, depth + 1)
                            : Json.of(text("value", "", "")));
        }
        return new Json.Obj(members);
    }

    /** Lists of one call differ in length, so that it shows which of them a tool follows. */
    private int size(String pointer) {
        return Math.floorMod(seed + pointer.hashCode(), 3);
    }

    private static String type(Json.Obj schema) {
        if (schema.at("type") instanceof Json.Arr(List<Json> types)) {
            for (Json type : types) {
                if (type instanceof Json.Str(String name) && !name.equals("null")) {
                    return name;
                }
            }
        }
        String type = schema.text("type");
        return type != null ? type : schema.at("properties") == null ? "string" : "object";
    }

    private static long number(Json.Obj schema, String key, long otherwise) {
        if (schema.at(key) instanceof Json.Num(String literal) && literal.matches("[0-9]{1,9}")) {
            return Long.parseLong(literal);
        }
        return otherwise;
    }

    private long whole(Json.Obj schema) {
        long given = number(schema, "minimum", 1);
        long most = number(schema, "maximum", given + 90_000);
        // of five digits, where it may be: no chance puts it in two places
        long least = most >= 50_000 ? Math.max(given, 10_000) : given;
        made++;
        return least + (seed * 7919L + made * 104_729L) % Math.max(1, most - least + 1);
    }

    private @Nullable String formatted(String format) {
        int number = number(31, 1);
        return switch (format) {
            case "date-time" ->
                    "2027-0%d-%02dT%02d:%02d:%02dZ"
                            .formatted(
                                    1 + number % 9,
                                    1 + number % 28,
                                    number % 24,
                                    number * 7 % 60,
                                    number * 13 % 60);
            case "date" -> "2027-0%d-%02d".formatted(1 + number % 9, 1 + number % 28);
            case "email" -> address();
            case "uri", "url" -> "https://pages." + word() + ".example/" + word();
            case "uuid" ->
                    "%08x-1a2b-4c3d-8e4f-%012x"
                            .formatted(number * 2654435761L & 0xFFFFFFFFL, number);
            default -> null;
        };
    }

    private String address() {
        return FIRST.get(number(5, 1) % FIRST.size())
                + "."
                + word()
                + "@"
                + WORDS.get(number(1, 1) % WORDS.size())
                + ".example";
    }

    /** Never negative, whatever the seed. */
    private int number(long ofSeed, long ofMade) {
        return (int) Math.floorMod(seed * ofSeed + made * ofMade, 1_000_000_007L);
    }

    /** A word that no other call and no other place has. */
    private String word() {
        made++;
        int number = number(1009, 17);
        return WORDS.get(number % WORDS.size())
                + WORDS.get(number / WORDS.size() % WORDS.size())
                + number;
    }

    private String text(String name, String format, String about) {
        made++;
        String known = formatted(format);
        if (known != null) {
            return known;
        }
        boolean file = FILE.matcher(name).matches() || A_FILE.matcher(about).find();
        if (file && !files.isEmpty()) {
            return files.get(Math.floorMod(seed + named++, files.size()));
        }
        if (JSON_TEXT.matcher(name).find() || JSON_TEXT.matcher(about).find()) {
            return "{\"key" + word() + "\":\"about " + word() + "\"}";
        }
        String plain = name.toLowerCase(Locale.ROOT);
        if (plain.equals("id") || name.matches(".*(_id|-id|[a-z]Id|ID|uuid)")) {
            return String.valueOf(formatted("uuid"));
        }
        if (plain.matches(".*(e_?mail|recipient|sender|reply_?to|attendee).*")
                || plain.matches("(to|cc|bcc|from)(_?address(es)?)?s?")) {
            return address();
        }
        if (plain.matches(".*(url|uri|link|website|webhook|href).*")) {
            return "https://pages." + word() + ".example/" + word();
        }
        if (plain.matches(".*(scheduled|datetime|timestamp|_at|date).*")) {
            return String.valueOf(formatted("date-time"));
        }
        if (plain.matches(".*html.*")) {
            return "<p>" + word() + " and " + word() + "</p>";
        }
        if (plain.matches(
                ".*(subject|title|text|body|message|content|description|comment|note).*")) {
            return "about " + word() + " and " + word();
        }
        return word();
    }
}
