package dev.stoplock.gate.registry;

import dev.stoplock.core.lock.Manifest;
import dev.stoplock.core.lock.TreePath;
import dev.stoplock.core.model.Closure;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Interpreter;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The read-only store: {@code store/sha256-HEX/} is a tree, {@code store/sha256-HEX.manifest} lists
 * its files, HEX is the manifest's digest.
 *
 * <p>Guarantees: a tree appears whole or not at all (the manifest is durable first, then the tree
 * is renamed into place), and a path that {@code verify} returned held, when it was read, exactly
 * the locked bytes. Not: that a process of the same user leaves it so.
 */
public final class TreeStore implements Trees {

    private final Path store;
    private final Interpreters interpreters;

    /** {@code environment} says on which PATH interpreters are looked for. */
    public TreeStore(Path store, Map<String, String> environment) {
        this.store = store;
        this.interpreters = new Interpreters(store, environment);
    }

    /** Where a tree with this digest lies, or would. */
    public Path path(Digest tree) {
        return store.resolve("sha256-" + tree.hex());
    }

    private Path manifestPath(Digest tree) {
        return store.resolve("sha256-" + tree.hex() + ".manifest");
    }

    /**
     * The locked tree's folder, after every file was read again. Refuses ({@code
     * lock.tree-changed}) naming the first that differs.
     */
    @Override
    public Verified verify(Closure closure) throws Refused {
        try {
            return new Verified(verify(closure.tree()), verifyInterpreter(closure.interpreter()));
        } catch (IOException e) {
            throw new Refused(
                    Exit.LOCK,
                    "lock.tree-unreadable",
                    "the locked tree cannot be read: " + e.getMessage(),
                    "check the owner and modes of " + store);
        }
    }

    /**
     * The interpreter to start, after its bytes were read again. Refuses ({@code
     * lock.interpreter-changed}) if they differ.
     */
    public Path verifyInterpreter(Interpreter locked) throws Refused, IOException {
        return interpreters.verify(locked);
    }

    Path verify(Digest tree) throws Refused, IOException {
        Path root = path(tree);
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)
                || !Files.isRegularFile(manifestPath(tree), LinkOption.NOFOLLOW_LINKS)) {
            throw new Refused(
                    Exit.LOCK,
                    "lock.tree-missing",
                    "the locked tree " + tree + " is not in the store " + store,
                    "fetch it again: stoplock add npm:NAME@VERSION");
        }
        byte[] text = Files.readAllBytes(manifestPath(tree));
        String list = store.relativize(manifestPath(tree)).toString();
        if (!Digest.sha256(text).equals(tree)) {
            throw changed(root, list, "the list of the tree's files was altered");
        }
        Manifest manifest;
        try {
            manifest = Manifest.parse(new String(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw changed(root, list, String.valueOf(e.getMessage()));
        }
        List<TreeScan.Node> nodes;
        try {
            nodes = TreeScan.nodes(root);
        } catch (IOException e) {
            throw changed(
                    root,
                    ".",
                    "the tree cannot be read: " + TreePath.shown(String.valueOf(e.getMessage())));
        }
        Found shape = firstMisplaced(manifest, nodes);
        Found content = firstOtherBytes(manifest, nodes);
        Found first = earlier(shape, content);
        if (first != null) {
            throw changed(root, TreePath.shown(first.path), first.what);
        }
        return root;
    }

    private record Found(String path, String what) {}

    private static @Nullable Found earlier(@Nullable Found a, @Nullable Found b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.path.compareTo(b.path) <= 0 ? a : b;
    }

    /**
     * The first node whose kind, mode or link count is not as written, or that no manifest line
     * accounts for.
     */
    private static @Nullable Found firstMisplaced(Manifest manifest, List<TreeScan.Node> nodes) {
        Map<String, Manifest.File> files = new HashMap<>();
        manifest.files().forEach(file -> files.put(file.path(), file));
        Set<String> folders = manifest.folders();
        Found first = null;
        for (TreeScan.Node node : nodes) {
            Manifest.File file = files.remove(node.path());
            String what =
                    misplaced(node, file, node.path().isEmpty() || folders.contains(node.path()));
            if (what != null) {
                first = earlier(first, new Found(node.path().isEmpty() ? "." : node.path(), what));
            }
        }
        String missing = files.keySet().stream().min(Comparator.naturalOrder()).orElse(null);
        return missing == null ? first : earlier(first, new Found(missing, "it is missing"));
    }

    private static @Nullable String misplaced(
            TreeScan.Node node, Manifest.@Nullable File file, boolean folder) {
        if (file == null && !folder) {
            return "it was added";
        }
        if (file == null) {
            return !node.folder()
                    ? "it is no longer a folder"
                    : node.bits() == TreeScan.EXECUTABLE_BITS ? null : "its mode was changed";
        }
        if (!node.plain()) {
            return "it is no longer a plain file";
        }
        // Threat: a second name outside the store is a way to write later without touching the
        // tree.
        if (node.links() != 1) {
            return "it has a second hard link";
        }
        return node.bits() == (file.executable() ? TreeScan.EXECUTABLE_BITS : TreeScan.FILE_BITS)
                ? null
                : "its mode was changed";
    }

    private static @Nullable Found firstOtherBytes(Manifest manifest, List<TreeScan.Node> nodes)
            throws IOException {
        Map<String, Manifest.File> files = new HashMap<>();
        manifest.files().forEach(file -> files.put(file.path(), file));
        List<TreeScan.Node> known =
                nodes.stream()
                        .filter(node -> node.plain() && files.containsKey(node.path()))
                        .toList();
        List<Boolean> same =
                TreeScan.parallel(
                        known,
                        node -> {
                            Manifest.File wanted = files.get(node.path());
                            return wanted != null
                                    && node.size() == wanted.size()
                                    && TreeScan.file(node).sha256().equals(wanted.sha256());
                        });
        int first = same.indexOf(false);
        return first < 0
                ? null
                : new Found(known.get(first).path(), "its bytes differ from what was locked");
    }

    private static Refused changed(Path root, String path, String what) {
        return new Refused(
                Exit.LOCK,
                "lock.tree-changed",
                "the locked tree was changed: " + path + ": " + what,
                "find out who wrote there; then remove " + root + " and run stoplock add again");
    }

    /**
     * Moves a freshly unpacked folder (inside the store, under a name of its own) to its place and
     * returns the tree's digest. A tree that is there already must be intact.
     */
    Digest adopt(Path fresh) throws Refused, IOException {
        Manifest manifest;
        try {
            manifest = TreeScan.manifest(TreeScan.nodes(fresh));
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    Exit.LOCK,
                    "lock.bad-tarball",
                    "the packages do not fit into one tree: " + e.getMessage(),
                    "use another version");
        }
        Digest tree = manifest.digest();
        if (Files.exists(path(tree), LinkOption.NOFOLLOW_LINKS)) {
            verify(tree);
            return tree;
        }
        seal(fresh, manifest);
        // Crash order: a manifest without its tree is harmless, a tree without its manifest could
        // not be verified.
        Path text = Files.createTempFile(store, ".manifest-", "");
        Files.writeString(text, manifest.text());
        Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("r--r--r--"));
        sync(text);
        Files.move(
                text,
                manifestPath(tree),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        sync(store);
        Files.move(fresh, path(tree), StandardCopyOption.ATOMIC_MOVE);
        sync(store);
        return tree;
    }

    private static void seal(Path fresh, Manifest manifest) throws IOException {
        TreeScan.parallel(
                manifest.files(),
                file -> {
                    Path path = fresh.resolve(file.path());
                    try {
                        Files.setPosixFilePermissions(
                                path,
                                PosixFilePermissions.fromString(
                                        file.executable() ? "r-xr-xr-x" : "r--r--r--"));
                        sync(path);
                        return path;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        List<Path> folders;
        try (Stream<Path> all = Files.walk(fresh)) {
            folders = all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
        }
        for (Path folder : folders) {
            sync(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        }
    }

    /** fsync of a file or a folder. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Removes a folder of ours, read-only ones inside it included. Follows no link. */
    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all.reversed()) {
            if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            }
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }
}
