package dev.stoplock.gate.ledger;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import dev.stoplock.core.audit.Checkpoint;
import dev.stoplock.core.audit.NoteKey;
import dev.stoplock.core.model.Digest;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;

/**
 * The key that signs checkpoints, with its public half.
 *
 * <p>{@code ledger.vkey} holds the vkey, {@code ledger.key} the line {@code
 * PRIVATE+KEY+name+id+base64(0x01 ‖ seed)} in which Go's note package keeps such keys; mode 0600.
 */
record SigningKey(NoteKey open, PrivateKey secret) {

    static final String SECRET_FILE = "ledger.key";
    static final String OPEN_FILE = "ledger.vkey";
    private static final String PREFIX = "PRIVATE+KEY+";
    private static final int SEED_BYTES = 32;
    private static final int TYPED_CHARS = 44; // 33 bytes in base64

    static boolean exists(Path keys) {
        return Files.exists(keys.resolve(SECRET_FILE));
    }

    /** Draws a key and stores it. The secret file comes last: where it is, both are whole. */
    static SigningKey create(Path keys, String origin) throws IOException {
        Disk.directory(keys);
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            NoteKey open = NoteKey.of(origin, pair.getPublic());
            byte[] encoded = pair.getPrivate().getEncoded();
            byte[] typed = new byte[1 + SEED_BYTES];
            typed[0] = 1;
            System.arraycopy(encoded, encoded.length - SEED_BYTES, typed, 1, SEED_BYTES);
            String id = open.text().substring(origin.length() + 1).split("\\+", 2)[0];
            String line =
                    PREFIX
                            + origin
                            + "+"
                            + id
                            + "+"
                            + Base64.getEncoder().encodeToString(typed)
                            + "\n";
            put(keys, OPEN_FILE, open.text() + "\n");
            put(keys, SECRET_FILE, line);
            return new SigningKey(open, pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }

    /**
     * Reads the stored key; refuses one that others may read, or whose halves do not belong
     * together.
     */
    static SigningKey load(Path keys, String origin) throws IOException, Refused {
        Path file = keys.resolve(SECRET_FILE);
        if (!Set.of(OWNER_READ, OWNER_WRITE).containsAll(Files.getPosixFilePermissions(file))) {
            throw Inconsistent.because(file + " may be read by others than its owner");
        }
        NoteKey open = openHalf(keys);
        if (!open.name().equals(origin)) {
            throw Inconsistent.because("its key is that of " + open.name() + ", not of " + origin);
        }
        try {
            String line = Files.readString(file).strip();
            byte[] typed = Base64.getDecoder().decode(line.substring(line.length() - TYPED_CHARS));
            byte[] seed = Arrays.copyOfRange(typed, 1, 1 + SEED_BYTES);
            SigningKey key =
                    new SigningKey(
                            open,
                            KeyFactory.getInstance("Ed25519")
                                    .generatePrivate(
                                            new EdECPrivateKeySpec(
                                                    NamedParameterSpec.ED25519, seed)));
            Checkpoint probe = new Checkpoint(origin, 0, Digest.sha256(new byte[0]));
            if (Checkpoint.open(key.sign(probe), open) instanceof Checkpoint.Opened.Good) {
                return key;
            }
        } catch (GeneralSecurityException
                | IllegalArgumentException
                | IndexOutOfBoundsException e) {
            throw Inconsistent.because(file + " is not a signing key");
        }
        throw Inconsistent.because(
                OPEN_FILE + " and " + SECRET_FILE + " in " + keys + " are not one pair");
    }

    /** The public half, as readers need it. */
    static NoteKey openHalf(Path keys) throws IOException, Refused {
        Path file = keys.resolve(OPEN_FILE);
        if (!Files.exists(file)) {
            throw Inconsistent.because(file + " is missing");
        }
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return NoteKey.parse(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        } catch (IllegalArgumentException e) {
            throw Inconsistent.because(file + " is not a log's public key");
        }
    }

    String sign(Checkpoint checkpoint) throws GeneralSecurityException {
        return checkpoint.signed(open, secret);
    }

    private static void put(Path keys, String name, String text) throws IOException {
        Disk.replace(
                keys.resolve(name + ".fresh"),
                keys.resolve(name),
                text.getBytes(StandardCharsets.UTF_8));
        Disk.sync(keys);
    }
}
