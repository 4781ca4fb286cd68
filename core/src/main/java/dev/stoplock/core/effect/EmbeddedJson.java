package dev.stoplock.core.effect;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON that a text holds: a field of a form, a parameter of a query, a string of JSON. An API may
 * read such a text as a request of its own, so its values are judged where the text stands. The
 * text stays as content beside them: a call that holds it whole explains what stands in it.
 */
public final class EmbeddedJson {

    private static final int DEEPEST = 3;

    /**
     * Threat: what a strict reader refuses (a key that stands twice, a comma too many, a comment)
     * another one takes.
     */
    private static final Pattern OBJECT =
            Pattern.compile(
                    "[\\[\\s]*+\\{\\s*+(/[*/]|\"[^\"\\\\]*+(\"\\s*+[:/]|\\\\)|'[^'\\\\]*+('\\s*+[:/]|\\\\)"
                            + "|[A-Za-z_$][A-Za-z0-9_$]*+\\s*+:)");

    private EmbeddedJson() {}

    /** The text without the blanks and marks around it that readers skip. */
    static String stripped(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c <= ' '
                || Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT;
    }

    static boolean startsLikeJson(String stripped) {
        return stripped.startsWith("{") || stripped.startsWith("[");
    }

    /** Whether some reader of JSON would take the beginning of this for an object. */
    static boolean startsLikeObject(String stripped) {
        return OBJECT.matcher(stripped).lookingAt();
    }

    /** The JSON that a text is but for blanks around it, or null where it is none. */
    static @Nullable Json read(String text) {
        String stripped = stripped(text);
        return startsLikeJson(stripped)
                        && JsonReader.read(stripped.getBytes(UTF_8), JsonLimits.REQUEST)
                                instanceof JsonResult.Parsed(Json value)
                ? value
                : null;
    }

    /** {@code depth}: in how many such texts this one stands. */
    static void collect(String path, boolean selected, String text, int depth, List<Atom> atoms)
            throws Unreadable {
        if (FieldClass.takesCredential(path)) {
            atoms.add(FieldClass.text(path, selected, text));
            return;
        }
        Json json = read(text);
        if (json == null || depth >= DEEPEST) {
            boolean hidden = json != null || startsLikeObject(stripped(text));
            atoms.add(
                    hidden && !selected
                            ? Atom.destination(path, Role.NONE, text)
                            : FieldClass.text(path, selected, text));
            return;
        }
        int before = atoms.size();
        if (GraphQlAtoms.claims(json, false)) {
            atoms.addAll(GraphQlAtoms.of(path, json));
        } else {
            JsonAtoms.collect(path, selected, json, depth + 1, atoms);
        }
        boolean says = atoms.size() > before;
        atoms.add(before, says ? Atom.content(path, text) : FieldClass.text(path, selected, text));
    }

    /** The atoms of what a text at this path holds, empty where it holds no JSON. */
    public static List<Atom> within(String path, String text) {
        List<Atom> atoms = new ArrayList<>();
        try {
            if (read(text) != null) {
                collect(path, false, text, 0, atoms);
            }
        } catch (Unreadable e) {
            // a request that holds it is refused itself
            return List.of();
        }
        return atoms;
    }
}
