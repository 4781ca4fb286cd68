package dev.stoplock.gate.rehearse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.stoplock.core.contract.learn.WrittenFile;
import dev.stoplock.core.launch.Environment;
import dev.stoplock.core.model.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The files in the private folders of one sandbox, seen from outside through a process in it.
 *
 * <p>Guarantees: nothing but these folders is read. Threat: the server fills them while they are
 * read. No link is followed, what is no file is not opened, and amount and time are bounded; beyond
 * that the look fails, with a reason.
 */
record PrivateFiles(long sandbox) {

    private static final List<String> FOLDERS = List.of(Environment.HOME, "/tmp", "/dev/shm");
    private static final int MOST_FILES = 2_000;
    private static final int DEEPEST = 12;
    private static final int MOST_READ = 256 << 10;
    private static final long MOST_IN_ALL = 32L << 20;
    private static final int PATIENCE_SECONDS = 10;

    /** What is there now; {@code said}: whether a text holds something that a call said. */
    Set<WrittenFile> now(Predicate<String> said) throws IOException, InterruptedException {
        CompletableFuture<Set<WrittenFile>> seen = new CompletableFuture<>();
        // a pipe that takes a file's place blocks whoever opens it
        Thread.ofPlatform()
                .daemon()
                .name("rehearsal files")
                .start(() -> {
                    try {
                        Path inside = inside();
                        seen.complete(inside == null ? Set.of() : new Look(said).all(inside));
                    } catch (Throwable e) {
                        seen.completeExceptionally(e);
                    }
                });
        try {
            return seen.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "the files could not be read within " + PATIENCE_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException why
                    ? why
                    : new IOException("the files could not be read: " + e.getCause(), e);
        }
    }

    /** The root that a process of the sandbox sees, which is not ours; null once all ended. */
    private @Nullable Path inside() throws IOException {
        Path own = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt"));
        for (ProcessHandle each :
                ProcessHandle.of(sandbox).stream().flatMap(ProcessHandle::descendants).toList()) {
            Path process = Path.of("/proc", Long.toString(each.pid()));
            try {
                if (!own.equals(Files.readSymbolicLink(process.resolve("ns/mnt")))) {
                    return process.resolve("root");
                }
            } catch (NoSuchFileException e) {
                continue; // it ended in between; another may be there
            }
        }
        return null;
    }

    /** One look, with what it has read so far. */
    private static final class Look {

        private final Predicate<String> said;
        private final Set<WrittenFile> files = new HashSet<>();
        private long read;

        Look(Predicate<String> said) {
            this.said = said;
        }

        Set<WrittenFile> all(Path root) throws IOException {
            for (String folder : FOLDERS) {
                try (DirectoryStream<Path> stream =
                        Files.newDirectoryStream(Path.of(root + folder))) {
                    folder(secure(stream), folder, 0);
                }
            }
            return files;
        }

        private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream)
                throws IOException {
            if (stream instanceof SecureDirectoryStream<Path> secure) {
                return secure;
            }
            throw new IOException("this system's folders cannot be read without following links");
        }

        private void folder(SecureDirectoryStream<Path> folder, String path, int depth)
                throws IOException {
            List<Path> names = new ArrayList<>();
            for (Path each : folder) {
                if (names.size() + files.size() > MOST_FILES || depth > DEEPEST) {
                    throw new IOException("more files than are looked at");
                }
                names.add(each.getFileName());
            }
            for (Path name : names) {
                entry(folder, name, path + "/" + name, depth);
            }
        }

        private void entry(SecureDirectoryStream<Path> folder, Path name, String path, int depth)
                throws IOException {
            try {
                PosixFileAttributes attributes =
                        folder.getFileAttributeView(
                                        name, PosixFileAttributeView.class, NOFOLLOW_LINKS)
                                .readAttributes();
                if (attributes.isDirectory()) {
                    try (SecureDirectoryStream<Path> inner =
                            folder.newDirectoryStream(name, NOFOLLOW_LINKS)) {
                        folder(inner, path, depth + 1);
                    }
                } else if (attributes.isRegularFile()) {
                    files.add(file(folder, name, path, attributes));
                } else {
                    files.add(
                            new WrittenFile(
                                    path,
                                    attributes.isSymbolicLink()
                                            ? WrittenFile.Kind.LINK
                                            : WrittenFile.Kind.SPECIAL,
                                    ""));
                }
            } catch (NoSuchFileException e) {
                return; // it is gone again, and leaves nothing
            }
        }

        private WrittenFile file(
                SecureDirectoryStream<Path> folder,
                Path name,
                String path,
                PosixFileAttributes attributes)
                throws IOException {
            byte[] bytes;
            try (SeekableByteChannel channel =
                    folder.newByteChannel(name, Set.of(StandardOpenOption.READ, NOFOLLOW_LINKS))) {
                ByteBuffer buffer =
                        ByteBuffer.allocate((int) Math.min(MOST_READ, attributes.size() + 1));
                while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
                    // on until it is full
                }
                bytes = new byte[buffer.flip().remaining()];
                buffer.get(bytes);
            }
            read += bytes.length;
            if (read > MOST_IN_ALL) {
                throw new IOException("more bytes than are looked at");
            }
            String digest = Digest.sha256(bytes) + " of " + attributes.size() + " bytes";
            return new WrittenFile(path, kind(bytes, attributes), digest);
        }

        private WrittenFile.Kind kind(byte[] bytes, PosixFileAttributes attributes) {
            boolean runs =
                    attributes.permissions().contains(PosixFilePermission.OWNER_EXECUTE)
                            || attributes.permissions().contains(PosixFilePermission.GROUP_EXECUTE)
                            || attributes.permissions().contains(PosixFilePermission.OTHERS_EXECUTE)
                            || startsWith(bytes, "#!")
                            || startsWith(bytes, "\u007fELF");
            if (runs) {
                return WrittenFile.Kind.PROGRAM;
            }
            String text = text(bytes);
            if (said.test(text == null ? new String(bytes, UTF_8) : text)) {
                return WrittenFile.Kind.OF_A_CALL;
            }
            return text == null ? WrittenFile.Kind.BYTES : WrittenFile.Kind.TEXT;
        }

        private static boolean startsWith(byte[] bytes, String start) {
            return new String(bytes, 0, Math.min(bytes.length, start.length()), UTF_8)
                    .equals(start);
        }

        private static @Nullable String text(byte[] bytes) {
            try {
                String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
                return text.indexOf('\0') < 0 ? text : null;
            } catch (CharacterCodingException e) {
                return null;
            }
        }
    }
}
