package dev.stoplock.core.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;

/**
 * A text with signatures under it: the text, an empty line, and a line {@code — name base64(id ‖
 * signature)} per signer.
 *
 * <p>Source: C2SP signed-note (https://c2sp.org/signed-note). Signatures by keys nobody named are
 * passed over, as it demands.
 */
public final class SignedNote {

    private static final String DASH = "\u2014 ";
    private static final int MOST_SIGNATURES = 100;

    private SignedNote() {}

    /** What a note turned out to be. */
    public sealed interface Opened {

        /** The key signed exactly this text. */
        record Signed(String text) implements Opened {}

        /** It did not, and why. */
        record Rejected(String sentence) implements Opened {}
    }

    /** The note with one signature. The text must end with a line feed. */
    public static String sign(String text, NoteKey key, PrivateKey secret)
            throws GeneralSecurityException {
        if (!text.endsWith("\n")) {
            throw new IllegalArgumentException("a note's text ends with a line feed");
        }
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(secret);
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        byte[] signed = signature.sign();
        byte[] id = key.id();
        byte[] both = Arrays.copyOf(id, id.length + signed.length);
        System.arraycopy(signed, 0, both, id.length, signed.length);
        return text
                + "\n"
                + DASH
                + key.name()
                + " "
                + Base64.getEncoder().encodeToString(both)
                + "\n";
    }

    public static Opened open(String note, NoteKey key) {
        int split = note.lastIndexOf("\n\n");
        if (split < 0
                || !note.endsWith("\n")
                || note.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
            return new Opened.Rejected("it is not a signed note");
        }
        String text = note.substring(0, split + 1);
        String[] lines = note.substring(split + 2).split("\n", MOST_SIGNATURES + 1);
        boolean signed = false;
        for (String line : lines) {
            if (line.isEmpty()) {
                continue;
            }
            int space = line.indexOf(' ', DASH.length());
            if (!line.startsWith(DASH) || space < 0) {
                return new Opened.Rejected("a line under it is no signature");
            }
            byte[] both = decoded(line.substring(space + 1));
            if (both.length <= NoteKey.ID_BYTES) {
                return new Opened.Rejected("a line under it is no signature");
            }
            boolean ours =
                    line.substring(DASH.length(), space).equals(key.name())
                            && Arrays.equals(key.id(), Arrays.copyOf(both, NoteKey.ID_BYTES));
            if (ours) {
                byte[] signature = Arrays.copyOfRange(both, NoteKey.ID_BYTES, both.length);
                if (!key.verifies(text.getBytes(StandardCharsets.UTF_8), signature)) {
                    return new Opened.Rejected(
                            "its signature by " + key.name() + " does not verify");
                }
                signed = true;
            }
        }
        return signed
                ? new Opened.Signed(text)
                : new Opened.Rejected("the key " + key.name() + " has not signed it");
    }

    /**
     * The bytes of canonical base64, or none. Threat: a note with another spelling of the same
     * signature would pass as unaltered.
     */
    private static byte[] decoded(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return Base64.getEncoder().encodeToString(bytes).equals(base64) ? bytes : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
