package dev.stoplock.gate.ledger;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * The few durable acts on files; when one returns, what it did survives a power cut. No write or
 * sync is ever tried twice; opening a file may be.
 */
final class Disk {

    /** No descriptor was free to open a file: nothing was written, so it may be tried again. */
    static final class NotOpened extends IOException {
        private static final long serialVersionUID = 1L;

        NotOpened(IOException why) {
            super(why.toString(), why);
        }
    }

    private Disk() {}

    /** Makes a directory that only its owner enters, and its missing parents. */
    static void directory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            directory(parent);
        }
        try {
            Files.createDirectory(
                    directory,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
        if (parent != null) {
            sync(parent);
        }
    }

    /** The directory in which a file lies. */
    static Path folder(Path file) {
        return Objects.requireNonNull(
                file.toAbsolutePath().getParent(), "a file lies in a directory");
    }

    /** Makes the names in a directory durable. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = opened(() -> FileChannel.open(directory, READ))) {
            channel.force(true);
        }
    }

    /**
     * Writes a file that only its owner reads. The name is durable only after the directory was
     * synced.
     */
    static void write(Path file, byte[] first, byte[] second, OpenOption creation)
            throws IOException {
        Set<OpenOption> options = Set.of(WRITE, creation);
        try (FileChannel channel = open(file, options)) {
            ByteBuffer[] buffers = {ByteBuffer.wrap(first), ByteBuffer.wrap(second)};
            while (buffers[0].hasRemaining() || buffers[1].hasRemaining()) {
                channel.write(buffers);
            }
            channel.force(true);
        }
    }

    /** Writes a new file that only its owner reads, and that a power cut may take away or maim. */
    static void writeUnsynced(Path file, byte[] bytes) throws IOException {
        try (FileChannel channel = open(file, Set.of(WRITE, CREATE_NEW))) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    /** Makes what was written to a file durable. */
    static void syncFile(Path file) throws IOException {
        try (FileChannel channel = opened(() -> FileChannel.open(file, WRITE))) {
            channel.force(true);
        }
    }

    /**
     * Puts a whole file in place of another, or none; readers see the one or the other. The
     * directory is not yet synced.
     */
    static void replace(Path fresh, Path target, byte[] bytes) throws IOException {
        Files.deleteIfExists(fresh);
        write(fresh, bytes, new byte[0], CREATE_NEW);
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    }

    static FileChannel open(Path file, Set<OpenOption> options) throws IOException {
        return opened(() ->
                FileChannel.open(
                        file,
                        options,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------"))));
    }

    private interface Opening {
        FileChannel open() throws IOException;
    }

    /**
     * A name that is missing or closed to us is damage; anything else (EMFILE, ENFILE) may pass.
     */
    private static FileChannel opened(Opening opening) throws IOException {
        try {
            return opening.open();
        } catch (FileSystemException e) {
            throw e.getClass().equals(FileSystemException.class) ? new NotOpened(e) : e;
        }
    }

    /** An empty file whose name is durable. */
    static void touch(Path file) throws IOException {
        open(file, Set.of(WRITE, CREATE, TRUNCATE_EXISTING)).close();
        sync(folder(file));
    }
}
