package dev.stoplock.gate.mcp;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.Pointer;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.FileGrant;
import dev.stoplock.core.model.NamedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Reads the granted files that a call's arguments name, before its server hears of the call: a text
 * that is the path of a file, at or below one that is granted.
 *
 * <p>Guarantees: nothing outside of what is granted is opened, whatever links lead there or are put
 * there meanwhile. Only length and digest are kept.
 */
final class CallFiles {

    private static final int MOST_FILES = 32;

    /** Of all files that one call names, together. Bytes. */
    private static final long MOST_BYTES = 4L * NamedFile.LONGEST;

    private static final int LONGEST_PATH = 4_096;

    private final Set<FileGrant> granted;
    private final UnaryOperator<Path> where;

    /** {@code where}: where on this machine a file lies that a server sees at a path. */
    CallFiles(Set<FileGrant> granted, UnaryOperator<Path> where) {
        this.granted = Set.copyOf(granted);
        this.where = where;
    }

    List<NamedFile> of(Json arguments) {
        List<NamedFile> files = new ArrayList<>();
        if (!granted.isEmpty()) {
            collect(arguments, "", files);
        }
        return files;
    }

    private void collect(Json value, String pointer, List<NamedFile> files) {
        switch (value) {
            case Json.Obj(Map<String, Json> members) ->
                    members.forEach((name, member) ->
                            collect(member, pointer + "/" + Pointer.escape(name), files));
            case Json.Arr(List<Json> items) -> {
                for (int i = 0; i < items.size(); i++) {
                    collect(items.get(i), pointer + "/" + i, files);
                }
            }
            case Json.Str(String text) -> {
                if (text.startsWith("/") && text.length() <= LONGEST_PATH) {
                    granted.stream()
                            .filter(grant -> isAtOrBelow(text, grant))
                            .findFirst()
                            .ifPresent(grant -> files.add(read(pointer, text, grant, files)));
                }
            }
            case Json.Num n -> {}
            case Json.Bool b -> {}
            case Json.Null n -> {}
        }
    }

    private static boolean isAtOrBelow(String text, FileGrant grant) {
        return text.equals(grant.path()) || text.startsWith(grant.path() + "/");
    }

    private NamedFile read(String pointer, String text, FileGrant grant, List<NamedFile> before) {
        long bytes =
                before.stream()
                        .mapToLong(file -> file instanceof NamedFile.Read read ? read.size() : 0)
                        .sum();
        if (before.size() >= MOST_FILES || bytes >= MOST_BYTES) {
            return new NamedFile.Unread(
                    pointer,
                    "was not read: a call names " + MOST_FILES + " files at most, of 64 MiB");
        }
        try {
            return read(pointer, Path.of(text), Path.of(grant.path()));
        } catch (NoSuchFileException e) {
            return new NamedFile.Unread(pointer, "is not there");
        } catch (IOException e) {
            // the agent hears no more of it than that: where it lies may be somebody's secret
            return new NamedFile.Unread(pointer, "cannot be read by the gate");
        } catch (InvalidPathException e) {
            return new NamedFile.Unread(pointer, "has no name that a file can have");
        }
    }

    private NamedFile read(String pointer, Path named, Path granted) throws IOException {
        if (!named.equals(named.normalize())) {
            return new NamedFile.Unread(pointer, "was not read: its path makes a detour");
        }
        Path file = where.apply(named);
        if (named.equals(granted)) {
            Path parent = file.toAbsolutePath().getParent();
            return parent == null ? none(pointer) : below(pointer, parent.toRealPath(), name(file));
        }
        Path top = file;
        for (int i = granted.getNameCount(); i < named.getNameCount(); i++) {
            Path parent = top.getParent();
            top = parent == null ? top : parent;
        }
        // links are followed as far as they stay inside; what is opened then has none
        Path root = top.toRealPath();
        Path real = file.toRealPath();
        return real.startsWith(root) && !real.equals(root)
                ? below(pointer, root, root.relativize(real))
                : new NamedFile.Unread(
                        pointer, "was not read: a link leads out of what is granted");
    }

    private static Path name(Path file) {
        return file.getName(file.getNameCount() - 1);
    }

    private static NamedFile none(String pointer) {
        return new NamedFile.Unread(pointer, "is no file");
    }

    /** Each step by the folder that the step before opened, and never through a link. */
    private static NamedFile below(String pointer, Path root, Path way) throws IOException {
        try (DirectoryStream<Path> top = Files.newDirectoryStream(root)) {
            return top instanceof SecureDirectoryStream<Path> folder
                    ? in(folder, pointer, way)
                    : new NamedFile.Unread(pointer, "cannot be read here without following links");
        }
    }

    private static NamedFile in(SecureDirectoryStream<Path> folder, String pointer, Path way)
            throws IOException {
        if (way.getNameCount() > 1) {
            try (SecureDirectoryStream<Path> next =
                    folder.newDirectoryStream(way.getName(0), LinkOption.NOFOLLOW_LINKS)) {
                return in(next, pointer, way.subpath(1, way.getNameCount()));
            }
        }
        BasicFileAttributes attributes =
                folder.getFileAttributeView(
                                way, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes();
        if (!attributes.isRegularFile()) {
            return none(pointer);
        }
        if (attributes.size() > NamedFile.LONGEST) {
            return tooLong(pointer);
        }
        try (SeekableByteChannel channel =
                folder.newByteChannel(
                        way, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            return digested(pointer, channel);
        }
    }

    private static NamedFile tooLong(String pointer) {
        return new NamedFile.Unread(
                pointer, "was not read: it is longer than " + (NamedFile.LONGEST >> 20) + " MiB");
    }

    private static NamedFile digested(String pointer, SeekableByteChannel channel)
            throws IOException {
        MessageDigest digest = Digest.Algorithm.SHA256.start();
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        long size = 0;
        while (channel.read(buffer.clear()) >= 0) {
            size += buffer.position();
            if (size > NamedFile.LONGEST) {
                return tooLong(pointer);
            }
            digest.update(buffer.flip());
        }
        return new NamedFile.Read(
                pointer, size, Digest.of(Digest.Algorithm.SHA256, digest.digest()));
    }
}
