package dev.stoplock.lab.world;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What differs between two installed trees, line by line, as files on disk say it. */
public final class TreeDiff {

    private static final int LONGEST = 2_000;

    private TreeDiff() {}

    /**
     * A header per changed file, then its taken lines with a minus and its new ones with a plus;
     * unchanged lines are left out.
     */
    public static List<String> of(Path older, Path newer) throws IOException {
        TreeSet<String> names = new TreeSet<>(files(older));
        names.addAll(files(newer));
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            byte[] before = bytes(older.resolve(name));
            byte[] after = bytes(newer.resolve(name));
            if (!Arrays.equals(before, after)) {
                lines.add(name);
                lines.addAll(lines(text(before), text(after)));
            }
        }
        return lines;
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> Objects.toString(root.relativize(file)))
                    .filter(name -> !name.startsWith("node_modules/"))
                    .toList();
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        return Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
    }

    private static List<String> text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    /** By the longest common subsequence of lines. */
    private static List<String> lines(List<String> before, List<String> after) {
        if (before.size() > LONGEST || after.size() > LONGEST) {
            return List.of(
                    "  ("
                            + before.size()
                            + " lines before, "
                            + after.size()
                            + " after: too long to compare here)");
        }
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int i = before.size() - 1; i >= 0; i--) {
            for (int j = after.size() - 1; j >= 0; j--) {
                common[i][j] =
                        before.get(i).equals(after.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        List<String> lines = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < before.size() || j < after.size()) {
            if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
                i++;
                j++;
            } else if (i < before.size()
                    && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
                lines.add("  -" + before.get(i++));
            } else {
                lines.add("  +" + after.get(j++));
            }
        }
        return lines;
    }
}
