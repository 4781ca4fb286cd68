package dev.stoplock.core.wire.http1;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body out of its content coding (RFC 9110, section 8.4.1): gzip (RFC 1952, one member) and
 * deflate (in the zlib format of RFC 1950, as the section says; bare deflate data is refused). What
 * goes on is the decoded body.
 *
 * <p>Guarantees: never more than {@code limit} bytes are made; what stands before, between or after
 * the coded data, or has a second reading, refuses the whole.
 */
public final class ContentCoding {

    private static final int GZIP_HEAD = 10;
    private static final int GZIP_TAIL = 8;
    private static final int NAME_AND_COMMENT = 0x08 | 0x10;
    private static final int LONGEST_NAME = 1_000;

    private ContentCoding() {}

    /** Why a body announced like this cannot be judged, or null where it can. */
    public static @Nullable String refusal(List<String> announced) {
        if (announced.size() > 1) {
            return "is announced with more than one Content-Encoding, so it has no single reading";
        }
        for (String coding : announced) {
            switch (coding.toLowerCase(Locale.ROOT)) {
                case "identity", "gzip", "x-gzip", "deflate" -> {}
                case "br", "zstd" -> {
                    return "is coded as "
                            + coding.toLowerCase(Locale.ROOT)
                            + ", which the gate does not read; send it plain or as gzip";
                }
                default -> {
                    return "is coded (Content-Encoding) in a way the gate does not read; send it plain or as gzip";
                }
            }
        }
        return null;
    }

    /** A decoded body, or why there is none. */
    public record Decoded(byte[] body, @Nullable String rule, String wrong) {
        static Decoded no(String rule, String wrong) {
            return new Decoded(new byte[0], rule, wrong);
        }
    }

    /**
     * {@code announced} are the values of its Content-Encoding, of which {@code refusal} has none
     * to refuse.
     */
    public static Decoded decode(List<String> announced, byte[] body, int limit) {
        String coding =
                announced.isEmpty() ? "identity" : announced.getFirst().toLowerCase(Locale.ROOT);
        if (coding.equals("identity") || body.length == 0) {
            return new Decoded(body, null, "");
        }
        return coding.equals("deflate")
                ? inflated(body, 0, body.length, false, limit)
                : gunzipped(body, limit);
    }

    private static Decoded gunzipped(byte[] body, int limit) {
        int start = start(body);
        if (start < 0 || body.length < start + GZIP_TAIL) {
            return broken();
        }
        Decoded decoded = inflated(body, start, body.length - GZIP_TAIL, true, limit);
        if (decoded.rule() != null) {
            return decoded;
        }
        CRC32 check = new CRC32();
        check.update(decoded.body());
        boolean whole =
                number(body, body.length - 8) == check.getValue()
                        && number(body, body.length - 4) == (decoded.body().length & 0xFFFF_FFFFL);
        return whole ? decoded : broken();
    }

    /**
     * Where the data begins, or -1 where the head is none, or says what nobody would read (an extra
     * field, its own check).
     */
    private static int start(byte[] body) {
        if (body.length < GZIP_HEAD
                || (body[0] & 0xFF) != 0x1F
                || (body[1] & 0xFF) != 0x8B
                || body[2] != 8) {
            return -1;
        }
        int flags = body[3] & 0xFF;
        if ((flags & ~(1 | NAME_AND_COMMENT)) != 0) {
            return -1;
        }
        int at = GZIP_HEAD;
        for (int flag : new int[] {0x08, 0x10}) {
            if ((flags & flag) != 0) {
                int end = at;
                while (end < body.length && body[end] != 0) {
                    end++;
                }
                if (end == body.length || end - at > LONGEST_NAME) {
                    return -1;
                }
                at = end + 1;
            }
        }
        return at;
    }

    private static Decoded inflated(byte[] body, int from, int to, boolean bare, int limit) {
        Inflater inflater = new Inflater(bare);
        try {
            inflater.setInput(body, from, to - from);
            ByteArrayOutputStream out =
                    new ByteArrayOutputStream(Math.min(limit, Math.max(64, (to - from) * 4)));
            byte[] piece = new byte[16 << 10];
            while (!inflater.finished()) {
                int n = inflater.inflate(piece);
                if (n == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    return broken();
                }
                // Threat: a bomb; what is over the limit is never made whole
                if (out.size() + n > limit) {
                    return Decoded.no(
                            "wire.body-too-long", "its decoded body is over " + limit + " bytes");
                }
                out.write(piece, 0, n);
            }
            return inflater.getRemaining() == 0
                    ? new Decoded(out.toByteArray(), null, "")
                    : broken();
        } catch (DataFormatException e) {
            return broken();
        } finally {
            inflater.end();
        }
    }

    private static long number(byte[] bytes, int at) {
        return (bytes[at] & 0xFFL)
                | (bytes[at + 1] & 0xFFL) << 8
                | (bytes[at + 2] & 0xFFL) << 16
                | (bytes[at + 3] & 0xFFL) << 24;
    }

    private static Decoded broken() {
        return Decoded.no("wire.content-encoding", "its coded body is broken, or more than one");
    }
}
