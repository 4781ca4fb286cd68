package dev.stoplock.gate.registry;

import dev.stoplock.core.lock.TreePath;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.gate.port.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Unpacks the verified tarballs of one closure into one fresh folder: plain files only, each path
 * once, within limits. The first name of each path is dropped, whatever it is, as npm does. Not for
 * use by several threads.
 */
final class Unpacker {

    /** Files, and bytes unpacked, of a whole closure. */
    record Limits(int files, long bytes) {
        static final Limits DEFAULT = new Limits(250_000, 2L << 30);
    }

    private final Path root;
    private final Limits limits;
    private final TreePath.Collisions collisions = new TreePath.Collisions();
    private int files;
    private long bytes;

    Unpacker(Path root, Limits limits) {
        this.root = root;
        this.limits = limits;
    }

    /** Unpacks one tarball to {@code place}, a path inside the tree that nothing stands at yet. */
    void unpack(PackageRef ref, String place, byte[] tarball) throws Refused, IOException {
        // Threat: a parent's tarball that brings files where a dependency of its own is placed
        // would mix the two.
        if (Files.exists(root.resolve(place))) {
            throw refuse(ref, "lands on files that another package's tarball brought to " + place);
        }
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(
                        new GZIPInputStream(new ByteArrayInputStream(tarball), 1 << 16), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                unpack(ref, place, tar, entry);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (IOException | IllegalArgumentException e) {
            throw refuse(ref, "is no readable gzip-compressed tar archive");
        }
        if (!Files.isRegularFile(root.resolve(place).resolve("package.json"))) {
            throw refuse(ref, "has no package.json");
        }
    }

    private void unpack(PackageRef ref, String place, InputStream tar, TarArchiveEntry entry)
            throws Refused, IOException {
        String name = entry.getName();
        String shown = TreePath.shown(name);
        // Threat: a link is how one entry of an archive redirects the next; a device or pipe is no
        // content at all.
        if (entry.isSymbolicLink() || entry.isLink()) {
            throw refuse(ref, "holds a link: " + shown);
        }
        if (entry.isSparse() || !(entry.isDirectory() || isPlain(entry))) {
            throw refuse(
                    ref, "holds something that is neither a plain file nor a folder: " + shown);
        }
        String trimmed =
                entry.isDirectory() && name.endsWith("/")
                        ? name.substring(0, name.length() - 1)
                        : name;
        String problem = TreePath.problem(trimmed);
        if (problem != null) {
            throw refuse(ref, "holds the path " + shown + ", which " + problem);
        }
        if (entry.isDirectory()) {
            return;
        }
        int slash = trimmed.indexOf('/');
        if (slash < 0) {
            throw refuse(ref, "holds a file outside its folder: " + shown);
        }
        write(ref, place + trimmed.substring(slash), tar, entry);
    }

    private static boolean isPlain(TarArchiveEntry entry) {
        byte flag = entry.getLinkFlag();
        return flag == TarArchiveEntry.LF_NORMAL
                || flag == TarArchiveEntry.LF_OLDNORM
                || flag == TarArchiveEntry.LF_CONTIG;
    }

    private void write(PackageRef ref, String path, InputStream tar, TarArchiveEntry entry)
            throws Refused, IOException {
        String problem = TreePath.problem(path);
        String collision = problem == null ? collisions.add(path) : problem;
        if (collision != null) {
            throw refuse(ref, "holds the path " + TreePath.shown(path) + ", which " + collision);
        }
        files++;
        if (files > limits.files) {
            throw refuse(ref, "takes the closure over " + limits.files + " files");
        }
        // Threat: the size is what the archive claims; the limit counts what really comes out.
        if (bytes + entry.getSize() > limits.bytes) {
            throw refuse(ref, "takes the closure over " + limits.bytes + " bytes");
        }
        Path target = root.resolve(path);
        byte[] buffer = new byte[1 << 16];
        long written = 0;
        try (Target out = Target.create(target, (entry.getMode() & 0100) != 0)) {
            for (int n = tar.read(buffer); n >= 0; n = tar.read(buffer)) {
                written += n;
                if (bytes + written > limits.bytes) {
                    throw refuse(ref, "takes the closure over " + limits.bytes + " bytes");
                }
                out.write(buffer, 0, n);
            }
        }
        bytes += written;
    }

    /**
     * A new file; its errors are ours (a full disk), not the archive's, so they travel unchecked
     * past the archive's.
     */
    private record Target(OutputStream file) implements AutoCloseable {

        static Target create(Path path, boolean executable) {
            try {
                Path folder = path.getParent();
                if (folder != null) {
                    Files.createDirectories(folder);
                }
                OutputStream file =
                        Files.newOutputStream(
                                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Files.setPosixFilePermissions(
                        path,
                        PosixFilePermissions.fromString(executable ? "rwx------" : "rw-------"));
                return new Target(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void write(byte[] buffer, int start, int length) {
            try {
                file.write(buffer, start, length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Refused refuse(PackageRef ref, String what) {
        return new Refused(
                Exit.LOCK,
                "lock.bad-tarball",
                "the tarball of " + ref + " " + what,
                "do not use this version; tell its author or the registry");
    }
}
