package dev.stoplock.gate.port;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * A small file of the gate's own that nobody else may have a hand in: how it is created once, and
 * how it is read.
 *
 * <p>Guarantees: what {@code read} returns came from a regular file that is no symbolic link,
 * belongs to this process's user, has only the permissions allowed, and was not exchanged while it
 * was read. Messages name the file and never hold its content.
 */
public final class PrivateFile {

    public static final Set<PosixFilePermission> OWNER_ONLY =
            Set.copyOf(PosixFilePermissions.fromString("rw-------"));
    public static final Set<PosixFilePermission> PUBLIC =
            Set.copyOf(PosixFilePermissions.fromString("rw-r--r--"));

    private PrivateFile() {}

    /**
     * Reads a file of at most {@code most} bytes with no permission beyond those allowed; throws
     * IOException saying what is wrong.
     */
    public static byte[] read(Path file, int most, Set<PosixFilePermission> allowed)
            throws IOException {
        Map<String, Object> before = attributes(file);
        requireOurs(file, before, allowed);
        if (!Boolean.TRUE.equals(before.get("isRegularFile"))) {
            throw new IOException(file + " is not a regular file");
        }
        ByteBuffer content = ByteBuffer.allocate(most + 1);
        try (SeekableByteChannel channel =
                Files.newByteChannel(
                        file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            while (content.hasRemaining() && channel.read(content) >= 0) {
                continue;
            }
        }
        // Threat: the name is given to another file between the check and the read
        if (!before.equals(attributes(file))) {
            throw new IOException(file + " changed while it was read");
        }
        if (content.position() > most) {
            throw new IOException(file + " is larger than " + most + " bytes");
        }
        byte[] bytes = new byte[content.position()];
        content.flip().get(bytes);
        return bytes;
    }

    /** Checks that a folder is ours and that nobody else may put files into it. */
    public static void requireFolder(Path folder) throws IOException {
        Map<String, Object> attributes = attributes(folder);
        if (!Boolean.TRUE.equals(attributes.get("isDirectory"))) {
            throw new IOException(folder + " is not a folder");
        }
        Set<PosixFilePermission> allowed = EnumSet.allOf(PosixFilePermission.class);
        allowed.remove(PosixFilePermission.GROUP_WRITE);
        allowed.remove(PosixFilePermission.OTHERS_WRITE);
        requireOurs(folder, attributes, allowed);
    }

    /**
     * Creates the file whole and durably, or leaves the one that is there. Of several processes
     * that try, one's content stays; each must read the file afterwards.
     */
    public static void createOnce(Path file, byte[] content, Set<PosixFilePermission> permissions)
            throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path fresh =
                Files.createTempFile(
                        folder, ".new-", "", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                Files.setPosixFilePermissions(fresh, permissions);
                channel.force(true);
            }
            // crash order: the name appears only after the bytes are on disk
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                link(file, fresh);
            }
        } finally {
            Files.delete(fresh);
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void link(Path file, Path fresh) throws IOException {
        try {
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException another) {
            // another process was first: its file is the one that counts
            return;
        }
    }

    private static Map<String, Object> attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(
                    file,
                    "unix:uid,ino,dev,size,lastModifiedTime,permissions,isRegularFile,isDirectory,isSymbolicLink",
                    LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException missing) {
            throw new NoSuchFileException(file + " does not exist");
        }
    }

    private static void requireOurs(
            Path file, Map<String, Object> attributes, Set<PosixFilePermission> allowed)
            throws IOException {
        if (Boolean.TRUE.equals(attributes.get("isSymbolicLink"))) {
            throw new IOException(file + " is a symbolic link");
        }
        long ours = ourUid();
        if (!Long.toString(ours).equals(String.valueOf(attributes.get("uid")))) {
            throw new IOException(
                    file + " belongs to uid " + attributes.get("uid") + " and we are uid " + ours);
        }
        Set<PosixFilePermission> actual = EnumSet.noneOf(PosixFilePermission.class);
        if (attributes.get("permissions") instanceof Set<?> permissions) {
            permissions.forEach(permission -> actual.add((PosixFilePermission) permission));
        } else {
            throw new IOException("the permissions of " + file + " cannot be read");
        }
        if (!allowed.containsAll(actual)) {
            throw new IOException(
                    file + " is open to others (" + PosixFilePermissions.toString(actual) + ")");
        }
    }

    /** proc(5): the second figure of the Uid line is the effective user id. */
    private static long ourUid() throws IOException {
        try (InputStream status = Files.newInputStream(Path.of("/proc/self/status"))) {
            for (String line :
                    new String(status.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                            .split("\n")) {
                if (line.startsWith("Uid:")) {
                    return Long.parseLong(line.substring(4).trim().split("\\s+")[1]);
                }
            }
        }
        throw new IOException("our own user id cannot be read from /proc/self/status");
    }
}
