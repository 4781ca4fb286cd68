package dev.stoplock.gate.egress;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The folder in which uploads lie until they are judged and sent on.
 *
 * <p>Guarantees: only its owner enters it; a file in it has no name from the moment it was opened,
 * so that nobody finds it and none outlives the gate; what a crash left between the two is removed
 * when it is opened. No server's sandbox has it.
 */
public final class Spool {

    /** Threat: uploads that fill the disk would stop the ledger, and with it everything. */
    private static final long LEFT_FREE = 512L << 20;

    private final Path folder;

    private Spool(Path folder) {
        this.folder = folder;
    }

    /** Opens the folder, or makes it; for one gate at a time. */
    public static Spool open(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        }
        List<Path> left;
        try (Stream<Path> files = Files.list(folder)) {
            left = files.toList();
        }
        for (Path each : left) {
            Files.delete(each);
        }
        return new Spool(folder);
    }

    /** Whether so many bytes more leave the disk enough for what must never fail. */
    boolean hasRoom(long bytes) throws IOException {
        return Files.getFileStore(folder).getUsableSpace() - bytes >= LEFT_FREE;
    }

    /** A new file without a name, which goes when it is closed. */
    FileChannel begin() throws IOException {
        Path file = folder.resolve(UUID.randomUUID().toString());
        FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(CREATE_NEW, READ, WRITE),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            Files.delete(file);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
