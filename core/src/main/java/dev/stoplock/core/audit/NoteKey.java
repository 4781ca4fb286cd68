package dev.stoplock.core.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The public half of a log's Ed25519 key and the name it signs under, written as a vkey: {@code
 * name+id+base64(0x01 ‖ key)}, the id being the first four bytes of SHA-256 over {@code name ‖ LF ‖
 * 0x01 ‖ key}.
 *
 * <p>Source: C2SP signed-note (https://c2sp.org/signed-note). The 12 bytes before a raw key are its
 * SubjectPublicKeyInfo (RFC 8410).
 */
public final class NoteKey {

    static final int ID_BYTES = 4;
    private static final int KEY_BYTES = 32;
    private static final byte ED25519 = 1;
    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final Pattern NAME = Pattern.compile("[^\\s\\p{Z}\\p{C}+]+");

    private final String name;
    private final byte[] typed;
    private final PublicKey key;

    private NoteKey(String name, byte[] typed) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a key name (no white space, no plus sign)");
        }
        this.name = name;
        this.typed = typed;
        try {
            byte[] spki = Arrays.copyOf(SPKI, SPKI.length + KEY_BYTES);
            System.arraycopy(typed, 1, spki, SPKI.length, KEY_BYTES);
            this.key =
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an Ed25519 key", e);
        }
    }

    /**
     * The note key of a public key as the JDK has it; throws IllegalArgumentException where the
     * name or the key is of another kind.
     */
    public static NoteKey of(String name, PublicKey key) {
        byte[] spki = key.getEncoded();
        if (spki.length != SPKI.length + KEY_BYTES
                || !Arrays.equals(SPKI, Arrays.copyOf(spki, SPKI.length))) {
            throw new IllegalArgumentException("not an Ed25519 key");
        }
        byte[] typed = new byte[1 + KEY_BYTES];
        typed[0] = ED25519;
        System.arraycopy(spki, SPKI.length, typed, 1, KEY_BYTES);
        return new NoteKey(name, typed);
    }

    /** Reads a vkey; throws IllegalArgumentException on anything that is not exactly one. */
    public static NoteKey parse(String vkey) {
        int last = vkey.indexOf('+', vkey.indexOf('+') + 1);
        int first = vkey.indexOf('+');
        if (first < 1 || last < 0) {
            throw new IllegalArgumentException("not a vkey: expected name+id+key");
        }
        byte[] typed = Base64.getDecoder().decode(vkey.substring(last + 1));
        if (typed.length != 1 + KEY_BYTES || typed[0] != ED25519) {
            throw new IllegalArgumentException("not an Ed25519 vkey");
        }
        NoteKey parsed = new NoteKey(vkey.substring(0, first), typed);
        if (!parsed.text().equals(vkey)) {
            throw new IllegalArgumentException("the vkey's id is not that of its key");
        }
        return parsed;
    }

    public String name() {
        return name;
    }

    /** The vkey. */
    public String text() {
        return name
                + "+"
                + HexFormat.of().formatHex(id())
                + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    byte[] id() {
        MessageDigest digest = dev.stoplock.core.model.Digest.Algorithm.SHA256.start();
        digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        return Arrays.copyOf(digest.digest(typed), ID_BYTES);
    }

    boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(message);
            return check.verify(signature);
        } catch (SignatureException e) {
            return false; // what is no signature at all does not verify either
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }
}
