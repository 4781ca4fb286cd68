package dev.stoplock.core.wire.http1;

import org.jspecify.annotations.Nullable;

/**
 * Decodes a chunked body (RFC 9112, section 7.1) byte by byte. Chunk extensions are refused, and of
 * requests trailers: they carry data that most readers drop and some forward. Of replies, which are
 * framed anew, trailers are dropped unread and blanks after a size allowed.
 */
final class ChunkedBody {

    private enum At {
        SIZE,
        BLANK,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        END_CR,
        END_LF,
        TRAILER,
        TRAILER_LF,
        DONE
    }

    private static final int SIZE_DIGITS = 8;
    private static final int MOST_BLANKS = 32;

    private final boolean reply;
    private int trailers;
    private int blanks;
    private long length;
    private final StringBuilder size = new StringBuilder();
    private At at = At.SIZE;
    private long left;

    ChunkedBody(boolean reply) {
        this.reply = reply;
    }

    boolean done() {
        return at == At.DONE;
    }

    /**
     * Moves what belongs to the body from {@code input} and returns what is wrong, or null; {@code
     * limit} is for the whole.
     */
    @Nullable String take(Input input, Pieces body, long limit) {
        while (at != At.DONE && input.available() > 0) {
            if (at == At.DATA) {
                int n = (int) Math.min(left, input.available());
                body.move(input, n);
                left -= n;
                length += n;
                if (left == 0) {
                    at = At.DATA_CR;
                }
            } else {
                String wrong = step(input.take(1)[0], limit);
                if (wrong != null) {
                    return wrong;
                }
            }
        }
        return null;
    }

    private @Nullable String step(byte b, long limit) {
        switch (at) {
            case SIZE, BLANK -> {
                boolean sized = !size.isEmpty();
                if (b == '\r' && sized) {
                    at = At.SIZE_LF;
                } else if (reply && sized && (b == ' ' || b == '\t') && blanks < MOST_BLANKS) {
                    at = At.BLANK;
                    blanks++;
                } else if (at == At.BLANK) {
                    return "a chunk size is followed by more than blanks";
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
                blanks = 0;
                if (length + left > limit) {
                    return Body.tooLong(limit);
                }
                at = left == 0 ? At.END_CR : At.DATA;
            }
            case DATA_CR, DATA_LF -> {
                if (b != (at == At.DATA_CR ? '\r' : '\n')) {
                    return "a chunk is longer than it says";
                }
                at = at == At.DATA_CR ? At.DATA_LF : At.SIZE;
            }
            case TRAILER, TRAILER_LF -> {
                boolean ends = b == '\r' || b == '\n';
                if (++trailers > Heads.LONGEST) {
                    return "its trailer fields are over " + Heads.LONGEST + " bytes";
                }
                if (at == At.TRAILER_LF ? b != '\n' : b == '\n') {
                    return "a trailer field does not end in CR LF";
                }
                if (ends) {
                    at = at == At.TRAILER ? At.TRAILER_LF : At.END_CR;
                }
            }
            case END_CR, END_LF -> {
                if (reply && at == At.END_CR && b != '\r' && b != '\n') {
                    at = At.TRAILER;
                    return null;
                }
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
