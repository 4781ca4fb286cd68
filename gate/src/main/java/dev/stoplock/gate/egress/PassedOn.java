package dev.stoplock.gate.egress;

import dev.stoplock.gate.port.SecretWatch;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A reply on its way to the server, piece by piece: looked through for secrets, counted, and told
 * at its end.
 *
 * <p>Guarantees: no whole secret in use is in what {@code next} gives; {@code Ending} is told
 * exactly once, whoever ends it.
 */
final class PassedOn implements Closeable {

    /** What of it is kept beside the ledger. */
    private static final int KEPT = 256 << 10;

    private static final int PIECE = 64 << 10;

    /**
     * Hears what is passed on, and how it ended: whole, or cut for a reason; its size and digest,
     * and the first of it.
     */
    interface Ending {

        /** A piece was passed on, of those that are kept. */
        void begun(byte[] piece);

        void ended(@Nullable String cut, boolean secret, String measure, byte[] first)
                throws IOException;
    }

    private final ReplyStream stream;
    private final SecretWatch watch;
    private final Ending ending;
    private final MessageDigest digest;
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean whole;
    private boolean told;
    private @Nullable String cut;
    private boolean secret;

    PassedOn(ReplyStream stream, SecretWatch watch, Ending ending) {
        this.stream = stream;
        this.watch = watch;
        this.ending = ending;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * The next bytes that may go on, possibly none of them; null at the end. Throws where it is cut
     * off.
     */
    byte @Nullable [] next() throws IOException {
        if (whole) {
            return null;
        }
        byte[] piece = waiting.poll();
        if (piece == null) {
            piece = arrived();
        }
        if (piece == null) {
            whole = true;
            return allowed(watch.end());
        }
        digest.update(piece);
        bytes += piece.length;
        first.write(piece, 0, Math.min(piece.length, KEPT - first.size()));
        return allowed(watch.feed(piece, 0, piece.length));
    }

    /** In parts of a size that is cheap to look through. */
    private byte @Nullable [] arrived() throws IOException {
        byte[] all;
        try {
            all = stream.next();
        } catch (IOException e) {
            cut = "it broke off: " + e.getMessage();
            throw e;
        }
        if (all == null || all.length <= PIECE) {
            return all;
        }
        for (int from = 0; from < all.length; from += PIECE) {
            waiting.add(
                    java.util.Arrays.copyOfRange(all, from, Math.min(all.length, from + PIECE)));
        }
        return waiting.remove();
    }

    private byte[] allowed(SecretWatch.Step step) throws IOException {
        return switch (step) {
            case SecretWatch.Step.Pass(byte[] free) -> {
                if (bytes <= KEPT) {
                    ending.begun(free);
                }
                yield free;
            }
            case SecretWatch.Step.Cut found -> {
                whole = false;
                secret = true;
                cut = "it holds a secret";
                throw new IOException("a streamed reply holds a secret; it is cut off");
            }
        };
    }

    /** Whether it ended before its end. */
    boolean isCut() {
        return cut != null || !whole;
    }

    @Override
    public void close() throws IOException {
        if (told) {
            return;
        }
        told = true;
        try (ReplyStream last = stream) {
            String why = cut != null ? cut : whole ? null : "the server stopped reading it";
            ending.ended(
                    why,
                    secret,
                    bytes + " bytes, sha256:" + HexFormat.of().formatHex(digest.digest()),
                    first.toByteArray());
        }
    }
}
