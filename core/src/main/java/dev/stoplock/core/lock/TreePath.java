package dev.stoplock.core.lock;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules for a file's path inside a locked tree: relative, plain, and one that no file system or
 * eye takes for another.
 */
public final class TreePath {

    public static final int LONGEST = 1_024;
    private static final int LONGEST_NAME = 255;

    private TreePath() {}

    /** One phrase on why the path may not stand in a tree ("holds .."), or null if it may. */
    public static @Nullable String problem(String path) {
        if (path.isEmpty() || path.length() > LONGEST) {
            return path.isEmpty() ? "is empty" : "is over " + LONGEST + " characters";
        }
        if (path.startsWith("/")) {
            return "is absolute";
        }
        if (path.indexOf('\\') >= 0) {
            return "holds a backslash";
        }
        // Threat: control, bidirectional and invisible characters make one name look like another.
        for (int i = 0; i < path.length(); i += Character.charCount(path.codePointAt(i))) {
            if (hidden(path.codePointAt(i))) {
                return "holds a control, bidirectional or invisible character";
            }
        }
        for (String name : path.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                return name.isEmpty() ? "holds an empty name" : "holds " + name;
            }
            if (name.length() > LONGEST_NAME) {
                return "holds a name over " + LONGEST_NAME + " characters";
            }
        }
        return null;
    }

    private static boolean hidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            case Character.SPACE_SEPARATOR -> codePoint != ' ';
            default -> false;
        };
    }

    /** The path with everything hidden made visible, and cut, for messages. */
    public static String shown(String path) {
        StringBuilder shown = new StringBuilder();
        path.codePoints().limit(200).forEach(c -> shown.appendCodePoint(hidden(c) ? 0xFFFD : c));
        return path.codePointCount(0, path.length()) > 200 ? shown + "…" : shown.toString();
    }

    /**
     * Finds paths of one tree that stand twice, differ only by case, or are a file in one place and
     * a folder in the other.
     */
    public static final class Collisions {

        private record Seen(String spelling, boolean file) {}

        private final Map<String, Seen> byFolded = new HashMap<>();

        /** Adds a file; one phrase on what it collides with, or null. */
        public @Nullable String add(String path) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                String problem = put(path.substring(0, slash), false);
                if (problem != null) {
                    return problem;
                }
            }
            return put(path, true);
        }

        private @Nullable String put(String path, boolean file) {
            Seen before = byFolded.putIfAbsent(fold(path), new Seen(path, file));
            if (before == null || (before.spelling.equals(path) && !file && !before.file)) {
                return null;
            }
            if (!before.spelling.equals(path)) {
                return "differs only by case or accents' spelling from " + shown(before.spelling);
            }
            return file && before.file ? "stands twice" : "is both a file and a folder";
        }

        private static String fold(String path) {
            return Normalizer.normalize(path, Normalizer.Form.NFKC)
                    .toUpperCase(Locale.ROOT)
                    .toLowerCase(Locale.ROOT);
        }
    }

    /** All folders that these files need, each once. */
    static List<String> folders(List<String> files) {
        return files.stream()
                .flatMap(path ->
                        java.util.stream.IntStream.range(0, path.length())
                                .filter(i -> path.charAt(i) == '/')
                                .mapToObj(i -> path.substring(0, i)))
                .distinct()
                .toList();
    }
}
