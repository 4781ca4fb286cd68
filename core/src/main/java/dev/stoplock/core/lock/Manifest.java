package dev.stoplock.core.lock;

import dev.stoplock.core.model.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The list of every file of a tree, in path order (UTF-16 code units). Its text is canonical: a
 * first line {@code stoplock-manifest 1}, then per file {@code sha256hex x|- size path}, each line
 * ended by LF. The tree's digest is the SHA-256 of that text.
 */
public record Manifest(List<File> files) {

    private static final String HEAD = "stoplock-manifest 1\n";
    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]{64}) ([x-]) (0|[1-9][0-9]{0,15}) (.+)");

    /**
     * One file: its path with {@code /} between names, whether it may be executed, its size in
     * bytes, its SHA-256.
     */
    public record File(String path, boolean executable, long size, Digest sha256) {
        public File {
            String problem = TreePath.problem(path);
            if (problem != null) {
                throw new IllegalArgumentException(
                        "the path " + TreePath.shown(path) + " " + problem);
            }
            if (size < 0 || sha256.algorithm() != Digest.Algorithm.SHA256) {
                throw new IllegalArgumentException("a file needs a size and a sha256 digest");
            }
        }
    }

    /** How one tree differs from another at one path. */
    public record Difference(String path, Kind kind) {
        /**
         * Seen from the first tree: the other has other bytes or bits, lacks the file, or has one
         * more.
         */
        public enum Kind {
            CHANGED,
            MISSING,
            ADDED
        }
    }

    public Manifest {
        files = files.stream().sorted(Comparator.comparing(File::path)).toList();
        TreePath.Collisions collisions = new TreePath.Collisions();
        for (File file : files) {
            String problem = collisions.add(file.path());
            if (problem != null) {
                throw new IllegalArgumentException("the path " + file.path() + " " + problem);
            }
        }
    }

    public String text() {
        StringBuilder text = new StringBuilder(HEAD);
        for (File file : files) {
            text.append(file.sha256.hex()).append(file.executable ? " x " : " - ");
            text.append(file.size).append(' ').append(file.path).append('\n');
        }
        return text.toString();
    }

    /** The tree's digest. */
    public Digest digest() {
        return Digest.sha256(text().getBytes(StandardCharsets.UTF_8));
    }

    /** All folders of the tree, without its root. */
    public Set<String> folders() {
        return new HashSet<>(TreePath.folders(files.stream().map(File::path).toList()));
    }

    /**
     * Reads a manifest's text; throws IllegalArgumentException with one sentence if it is not
     * exactly canonical.
     */
    public static Manifest parse(String text) {
        if (!text.startsWith(HEAD) || !text.endsWith("\n")) {
            throw new IllegalArgumentException("not a manifest: the first or last line is wrong");
        }
        List<File> files = new ArrayList<>();
        String[] lines = text.substring(HEAD.length()).split("\n", -1);
        for (int i = 0; i < lines.length - 1; i++) {
            Matcher line = LINE.matcher(lines[i]);
            if (!line.matches()) {
                throw new IllegalArgumentException(
                        "not a manifest: line " + (i + 2) + " is malformed");
            }
            files.add(
                    new File(
                            line.group(4),
                            line.group(2).equals("x"),
                            Long.parseLong(line.group(3)),
                            new Digest(Digest.Algorithm.SHA256, line.group(1))));
        }
        Manifest manifest = new Manifest(files);
        if (!manifest.text().equals(text)) {
            throw new IllegalArgumentException("not a manifest: its lines are not in order");
        }
        return manifest;
    }

    /**
     * The first path, in path order, at which {@code other} differs from this; null if they are
     * equal.
     */
    public @Nullable Difference firstDifference(Manifest other) {
        Map<String, File> theirs = new HashMap<>();
        other.files.forEach(file -> theirs.put(file.path, file));
        Difference first = null;
        for (File mine : files) {
            File their = theirs.remove(mine.path);
            if (first == null && !mine.equals(their)) {
                first =
                        new Difference(
                                mine.path,
                                their == null ? Difference.Kind.MISSING : Difference.Kind.CHANGED);
            }
        }
        String added = theirs.keySet().stream().min(Comparator.naturalOrder()).orElse(null);
        if (added != null && (first == null || added.compareTo(first.path) < 0)) {
            return new Difference(added, Difference.Kind.ADDED);
        }
        return first;
    }
}
