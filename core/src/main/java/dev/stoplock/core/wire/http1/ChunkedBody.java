package dev.stoplock.core.wire.http1;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a chunked body (RFC 9112, section 7.1) byte by byte. Chunk extensions and trailers are
 * refused: they carry data that most readers drop and some forward.
 */
final class ChunkedBody {

    private enum At {
        SIZE,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        END_CR,
        END_LF,
        DONE
    }

    private static final int SIZE_DIGITS = 8;

    private final int limit;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final StringBuilder size = new StringBuilder();
    private At at = At.SIZE;
    private long left;

    ChunkedBody(int limit) {
        this.limit = limit;
    }

    boolean done() {
        return at == At.DONE;
    }

    byte[] bytes() {
        return body.toByteArray();
    }

    /** Takes what belongs to the body from {@code input} and returns what is wrong, or null. */
    @Nullable String take(Input input) {
        while (at != At.DONE && input.available() > 0) {
            if (at == At.DATA) {
                int n = (int) Math.min(left, input.available());
                body.writeBytes(input.take(n));
                left -= n;
                if (left == 0) {
                    at = At.DATA_CR;
                }
            } else {
                String wrong = step(input.take(1)[0]);
                if (wrong != null) {
                    return wrong;
                }
            }
        }
        return null;
    }

    private @Nullable String step(byte b) {
        switch (at) {
            case SIZE -> {
                if (b == '\r' && !size.isEmpty()) {
                    at = At.SIZE_LF;
                } else if (Character.digit(b, 16) >= 0 && size.length() < SIZE_DIGITS) {
                    size.append((char) b);
                } else {
                    return "a chunk size is not a plain hexadecimal number";
                }
            }
            case SIZE_LF -> {
                if (b != '\n') {
                    return "a chunk size line does not end in CR LF";
                }
                left = Long.parseLong(size, 0, size.length(), 16);
                size.setLength(0);
                if (body.size() + left > limit) {
                    return "its body is over " + limit + " bytes";
                }
                at = left == 0 ? At.END_CR : At.DATA;
            }
            case DATA_CR, DATA_LF -> {
                if (b != (at == At.DATA_CR ? '\r' : '\n')) {
                    return "a chunk is longer than it says";
                }
                at = at == At.DATA_CR ? At.DATA_LF : At.SIZE;
            }
            case END_CR, END_LF -> {
                if (b != (at == At.END_CR ? '\r' : '\n')) {
                    return "it has trailer fields";
                }
                at = at == At.END_CR ? At.END_LF : At.DONE;
            }
            case DATA, DONE -> throw new IllegalStateException("no single step in " + at);
        }
        return null;
    }
}
