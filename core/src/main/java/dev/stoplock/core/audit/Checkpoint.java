package dev.stoplock.core.audit;

import dev.stoplock.core.model.Digest;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * What a log states and signs: its origin, how many entries it has, and the root over them.
 *
 * <p>Source: C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint): three lines, the size in
 * decimal, the root in base64.
 */
public record Checkpoint(String origin, long size, Digest root) {

    public Checkpoint {
        if (origin.isEmpty()
                || origin.indexOf('\n') >= 0
                || size < 0
                || root.algorithm() != Digest.Algorithm.SHA256) {
            throw new IllegalArgumentException("not a checkpoint");
        }
    }

    /** What a file that should hold a signed checkpoint turned out to be. */
    public sealed interface Opened {

        /** Signed by the key. */
        record Good(Checkpoint checkpoint) implements Opened {}

        /** No checkpoint of this key, and why. */
        record Bad(String sentence) implements Opened {}
    }

    public byte[] rootBytes() {
        return HexFormat.of().parseHex(root.hex());
    }

    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(rootBytes()) + "\n";
    }

    public String signed(NoteKey key, PrivateKey secret) throws GeneralSecurityException {
        return SignedNote.sign(text(), key, secret);
    }

    /** Opens a signed checkpoint whose origin is the key's name. */
    public static Opened open(String note, NoteKey key) {
        return switch (SignedNote.open(note, key)) {
            case SignedNote.Opened.Rejected(String sentence) -> new Opened.Bad(sentence);
            case SignedNote.Opened.Signed(String text) -> parse(text, key.name());
        };
    }

    private static Opened parse(String text, String origin) {
        List<String> lines = text.lines().toList();
        if (lines.size() != 3 || !lines.get(1).matches("0|[1-9][0-9]{0,17}")) {
            return new Opened.Bad("what was signed is no checkpoint");
        }
        if (!lines.get(0).equals(origin)) {
            return new Opened.Bad("it is the checkpoint of another log");
        }
        try {
            byte[] root = Base64.getDecoder().decode(lines.get(2));
            Checkpoint read =
                    new Checkpoint(
                            origin,
                            Long.parseLong(lines.get(1)),
                            Digest.of(Digest.Algorithm.SHA256, root));
            return read.text().equals(text)
                    ? new Opened.Good(read)
                    : new Opened.Bad("what was signed is no checkpoint");
        } catch (IllegalArgumentException e) {
            return new Opened.Bad("what was signed is no checkpoint");
        }
    }
}
