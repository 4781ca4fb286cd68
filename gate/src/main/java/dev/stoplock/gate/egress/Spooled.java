package dev.stoplock.gate.egress;

import dev.stoplock.core.effect.Upload;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.gate.port.Secrets;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One upload on disk: looked through for secrets and placeholders and digested as it comes, and
 * sent on from the same open file. Used by one thread.
 *
 * <p>Guarantees: what {@code send} writes to its end has the digest that was judged; else it throws
 * before the last bytes, so that the upstream never has the whole of another body.
 */
final class Spooled implements Closeable {

    /** What of it is kept beside the ledger. */
    private static final int FIRST = 64 << 10;

    private static final int PIECE = 32 << 10;

    /** A secret in code is shorter: it cannot hide between two looks that overlap by so much. */
    private static final int OVERLAP = 32 << 10;

    private final FileChannel file;
    private final InstanceId instance;
    private final Secrets secrets;
    private final MessageDigest digest = Digest.Algorithm.SHA256.start();
    private byte[] first = new byte[0];

    /** What was looked at last and is looked at again, and behind it what was not looked at yet. */
    private final byte[] window = new byte[OVERLAP + PIECE];

    private int filled;
    private long length;
    private String placeholder = "";
    private @Nullable SecretName secret;

    Spooled(FileChannel file, InstanceId instance, Secrets secrets) {
        this.file = file;
        this.instance = instance;
        this.secrets = secrets;
    }

    void add(byte[] bytes) throws IOException {
        if (first.length < FIRST) {
            first =
                    joined(
                            first,
                            Arrays.copyOf(bytes, Math.min(bytes.length, FIRST - first.length)));
        }
        digest.update(bytes);
        length += bytes.length;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        for (int from = 0; from < bytes.length; ) {
            int n = Math.min(bytes.length - from, window.length - filled);
            System.arraycopy(bytes, from, window, filled, n);
            from += n;
            filled += n;
            if (filled == window.length) {
                look();
                System.arraycopy(window, PIECE, window, 0, OVERLAP);
                filled = OVERLAP;
            }
        }
    }

    private void look() {
        String text = new String(window, 0, filled, StandardCharsets.ISO_8859_1);
        if (placeholder.isEmpty() && secrets.within(instance, text) != null) {
            placeholder = text;
        }
        secret = secret == null ? secrets.held(text) : secret;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /** It has come whole. */
    Upload whole() {
        look();
        return new Upload(
                length, Digest.of(Digest.Algorithm.SHA256, digest.digest()), first, placeholder);
    }

    /** A secret in use that stands in it, in plain or in code; null where none does. */
    @Nullable SecretName secret() {
        return secret;
    }

    /** Writes it out, as it was judged. */
    void send(Upload judged, OutputStream out) throws IOException {
        MessageDigest again = Digest.Algorithm.SHA256.start();
        ByteBuffer buffer = ByteBuffer.allocate(PIECE);
        long at = 0;
        while (at < judged.length()) {
            buffer.clear().limit((int) Math.min(PIECE, judged.length() - at));
            while (buffer.hasRemaining()) {
                if (file.read(buffer, at + buffer.position()) < 0) {
                    throw other();
                }
            }
            again.update(buffer.array(), 0, buffer.position());
            at += buffer.position();
            boolean last = at == judged.length();
            if (last
                    && !Digest.of(Digest.Algorithm.SHA256, again.digest())
                            .equals(judged.digest())) {
                throw other();
            }
            out.write(buffer.array(), 0, buffer.position());
        }
        out.flush();
    }

    private static IOException other() {
        return new IOException("the upload on disk is not the one that was judged");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
