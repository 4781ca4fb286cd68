package dev.stoplock.gate.registry;

import dev.stoplock.core.lock.Manifest;
import dev.stoplock.core.lock.TreePath;
import dev.stoplock.core.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Reads a tree on disk, following no link: what stands at each path, and each plain file's digest,
 * several files at a time.
 */
final class TreeScan {

    static final int FILE_BITS = 0444;
    static final int EXECUTABLE_BITS = 0555;
    private static final int TYPE = 0170000;
    private static final int PLAIN = 0100000;
    private static final int FOLDER = 0040000;
    private static final int THREADS =
            Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));

    private TreeScan() {}

    /** One thing in a tree. {@code mode} is st_mode of stat(2), {@code links} st_nlink. */
    record Node(String path, Path file, int mode, int links, long size) {
        boolean plain() {
            return (mode & TYPE) == PLAIN;
        }

        boolean folder() {
            return (mode & TYPE) == FOLDER;
        }

        int bits() {
            return mode & 07777;
        }
    }

    /**
     * Everything below {@code root}, in path order. The root itself is the first, with the empty
     * path.
     */
    static List<Node> nodes(Path root) throws IOException {
        List<Node> nodes = new ArrayList<>();
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes ignored) throws IOException {
                        nodes.add(node(root, folder));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes ignored)
                            throws IOException {
                        nodes.add(node(root, file));
                        return FileVisitResult.CONTINUE;
                    }
                });
        nodes.sort(Comparator.comparing(Node::path));
        return nodes;
    }

    private static Node node(Path root, Path file) throws IOException {
        Map<String, Object> facts =
                Files.readAttributes(file, "unix:mode,nlink,size", LinkOption.NOFOLLOW_LINKS);
        return new Node(
                root.relativize(file).toString(),
                file,
                number(facts, "mode").intValue(),
                number(facts, "nlink").intValue(),
                number(facts, "size").longValue());
    }

    private static Number number(Map<String, Object> facts, String name) throws IOException {
        if (facts.get(name) instanceof Number number) {
            return number;
        }
        throw new IOException("this file system tells no " + name);
    }

    /**
     * The manifest of the plain files among these nodes. Throws IllegalArgumentException on a path
     * no tree may have.
     */
    static Manifest manifest(List<Node> nodes) throws IOException {
        return new Manifest(parallel(nodes.stream().filter(Node::plain).toList(), TreeScan::file));
    }

    static Manifest.File file(Node node) {
        if (TreePath.problem(node.path) != null) {
            throw new IllegalArgumentException(
                    "the path " + TreePath.shown(node.path) + " " + TreePath.problem(node.path));
        }
        try {
            return new Manifest.File(
                    node.path, (node.bits() & 0111) != 0, node.size, digest(node.file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The SHA-256 of a plain file, read without following a link in its last name. */
    static Digest digest(Path file) throws IOException {
        MessageDigest digest = Digest.Algorithm.SHA256.start();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return Digest.of(Digest.Algorithm.SHA256, digest.digest());
    }

    /** Applies the work to all, a few at a time, and returns the results in order. */
    static <A, B> List<B> parallel(List<A> all, Function<A, B> work) throws IOException {
        List<B> results = new ArrayList<>(all.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<B>> futures = new ArrayList<>(all.size());
            for (A one : all) {
                futures.add(threads.submit(() -> work.apply(one)));
            }
            try {
                for (Future<B> future : futures) {
                    results.add(future.get());
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                switch (e.getCause()) {
                    case UncheckedIOException io -> throw io.getCause();
                    case RuntimeException bug -> throw bug;
                    case null, default -> throw new IOException(e.getCause());
                }
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while reading a tree", e);
            }
        }
        return results;
    }
}
