package dev.stoplock.gate.ledger;

import static java.nio.file.StandardOpenOption.CREATE_NEW;

import dev.stoplock.core.model.Digest;
import dev.stoplock.gate.port.Enclosed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The bodies beside a log: each a file of 32 random bytes and then the body, named after SHA-256
 * over both. The salt keeps the log from telling what an erased body was, and equal bodies apart,
 * so that each can be erased alone.
 */
public final class Bodies {

    private static final int SALT_BYTES = 32;

    private final Layout layout;
    private final SecureRandom random;

    private Bodies(Layout layout, SecureRandom random) {
        this.layout = layout;
        this.random = random;
    }

    /** The bodies of the ledger in this directory. */
    public static Bodies of(Path directory) {
        return new Bodies(new Layout(directory), new SecureRandom());
    }

    /** What became of a body. */
    public sealed interface Body {

        /** As it was kept, without its salt. */
        record Present(byte[] bytes) implements Body {}

        /** There is none any more. */
        record Erased() implements Body {}

        /** What lies there is not what was kept. */
        record Altered() implements Body {}
    }

    public Body read(Digest digest) throws IOException {
        Path file = layout.body(digest);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Body.Erased();
        }
        // Threat: a link would let a body come from, or a reader wait on, something that is not the
        // ledger's
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Body.Altered();
        }
        byte[] all = Files.readAllBytes(file);
        if (all.length < SALT_BYTES
                || !Digest.of(digest.algorithm(), digest.algorithm().start().digest(all))
                        .equals(digest)) {
            return new Body.Altered();
        }
        return new Body.Present(Arrays.copyOfRange(all, SALT_BYTES, all.length));
    }

    /**
     * All folders exist from the start, so that a body needs no more than its own folder synced.
     */
    void prepare() throws IOException {
        Disk.directory(layout.bodies());
        for (int i = 0; i < 256; i++) {
            Path folder = layout.bodies().resolve(String.format("%02x", i));
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(
                        folder,
                        java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                                java.nio.file.attribute.PosixFilePermissions.fromString(
                                        "rwx------")));
            }
        }
        Disk.sync(layout.bodies());
    }

    Digest keep(byte[] body) throws IOException {
        byte[] salt = salt();
        Digest digest = digest(salt, body);
        Path file = layout.body(digest);
        Disk.write(file, salt, body, CREATE_NEW);
        Disk.sync(Disk.folder(file));
        return digest;
    }

    /** A salt and the body, under their digest; nothing is written. */
    Enclosed enclose(byte[] body) {
        byte[] salt = salt();
        byte[] bytes = Arrays.copyOf(salt, SALT_BYTES + body.length);
        System.arraycopy(body, 0, bytes, SALT_BYTES, body.length);
        return new Enclosed(digest(salt, body), bytes);
    }

    /** Writes its file, which is not durable yet. */
    void write(Enclosed body) throws IOException {
        Disk.writeUnsynced(layout.body(body.digest()), body.bytes());
    }

    /** Makes a file that was written, or begun, into the whole and durable one. */
    void restore(byte[] salted) throws IOException {
        Path file =
                layout.body(
                        Digest.of(
                                Digest.Algorithm.SHA256,
                                Digest.Algorithm.SHA256.start().digest(salted)));
        Files.deleteIfExists(file);
        Disk.write(file, salted, new byte[0], CREATE_NEW);
        Disk.sync(Disk.folder(file));
    }

    private byte[] salt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    private static Digest digest(byte[] salt, byte[] body) {
        MessageDigest hash = Digest.Algorithm.SHA256.start();
        hash.update(salt);
        return Digest.of(Digest.Algorithm.SHA256, hash.digest(body));
    }
}
