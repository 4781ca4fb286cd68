package dev.stoplock.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The checkout's Java files, and what the house rules say about files: their length, and the map at
 * each package's door.
 */
record SourceTree(Path root) {

    private static final List<String> MODULES =
            List.of("core", "gate", "lab", "stream", "app", "bench");

    private List<Path> files(String sources) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String module : MODULES) {
            Path folder = root.resolve(module).resolve(sources);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> all = Files.walk(folder)) {
                    all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                }
            }
        }
        return files;
    }

    List<String> violations() throws IOException {
        List<String> found = new ArrayList<>();
        List<Path> main = files("src/main/java");
        for (Path file : main) {
            tooLong(file, 400, found);
            if (!Files.exists(file.resolveSibling("package-info.java"))) {
                found.add(root.relativize(file) + ": its package has no package-info");
            }
            if (file.endsWith("package-info.java")) {
                door(file, found);
            }
        }
        for (Path file : files("src/test/java")) {
            tooLong(file, 600, found);
        }
        return found;
    }

    int size() throws IOException {
        return files("src/main/java").size();
    }

    private void tooLong(Path file, int limit, List<String> found) throws IOException {
        int lines = Files.readAllLines(file).size();
        if (lines > limit) {
            found.add(root.relativize(file) + ": " + lines + " lines, at most " + limit);
        }
    }

    /** Null-marked, a question, and a thing the package does not do. */
    private void door(Path file, List<String> found) throws IOException {
        String text = Files.readString(file);
        String lower = text.toLowerCase(Locale.ROOT);
        if (!text.contains("@NullMarked")) {
            found.add(root.relativize(file) + ": no @NullMarked");
        }
        if (!text.contains("?")) {
            found.add(root.relativize(file) + ": asks no question");
        }
        if (!lower.matches(
                "(?s).*\\b(no|not|never|nothing|none|nobody|nor|only|without|cannot)\\b.*")) {
            found.add(root.relativize(file) + ": does not say what the package does not do");
        }
    }
}
