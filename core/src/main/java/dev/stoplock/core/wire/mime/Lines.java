package dev.stoplock.core.wire.mime;

import java.io.ByteArrayOutputStream;

/** The lines of a message, all ended in the same way. */
final class Lines {

    /**
     * Stands before the end of a line that was a bare LF among others that were CRLF. Writers leave
     * such in texts, where every reader sees a line's end of some kind. Threat: in a header or
     * beside a delimiter, what one system takes for a line's end and the next does not starts a
     * field, a part or another mail; there the mark has no place, and the message is refused.
     */
    static final byte MARK = 1;

    private Lines() {}

    /** The message with CRLF at the end of each line. */
    static byte[] checked(byte[] message, MimeRules rules) throws NoSingleReading {
        boolean crlf = false;
        boolean lf = false;
        boolean blank = false;
        int start = 0;
        for (int i = 0; i < message.length; i++) {
            byte b = message[i];
            if (b == 0 || b == MARK) {
                throw new NoSingleReading("a message holds a NUL or the control character 1");
            }
            if (b == '\r' && (i + 1 == message.length || message[i + 1] != '\n')) {
                throw new NoSingleReading("a message holds a CR without LF");
            }
            if (b == '\n') {
                boolean after = i > 0 && message[i - 1] == '\r';
                crlf |= after;
                lf |= !after;
                int length = i - (after ? 1 : 0) - start;
                blank |= length == 0;
                tooLong(message, start, start + length, rules);
                start = i + 1;
            }
        }
        tooLong(message, start, message.length, rules);
        if (lf && !rules.inRequest()) {
            throw new NoSingleReading("a message holds a LF without CR");
        }
        if (!blank) {
            throw new NoSingleReading("a message has no empty line after its header");
        }
        return lf ? withCr(message, crlf) : message;
    }

    /** A leaf's octets without marks; refused where the line before a delimiter has one. */
    static byte[] unmarked(byte[] leaf) throws NoSingleReading {
        ByteArrayOutputStream out = new ByteArrayOutputStream(leaf.length);
        for (int i = 0; i < leaf.length; i++) {
            if (leaf[i] != MARK) {
                out.write(leaf[i]);
            } else if (i + 1 == leaf.length || i > 0 && leaf[i - 1] == '=') {
                throw new NoSingleReading("a message holds a LF without CR where it matters");
            }
        }
        return out.size() == leaf.length ? leaf : out.toByteArray();
    }

    private static void tooLong(byte[] message, int start, int end, MimeRules rules)
            throws NoSingleReading {
        if (end - start > rules.longestLine()
                && !(rules.inRequest() && isBase64(message, start, end))) {
            throw new NoSingleReading("a message has a line that is too long");
        }
    }

    private static boolean isBase64(byte[] message, int start, int end) {
        for (int i = start; i < end; i++) {
            byte b = message[i];
            boolean letter = b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b >= '0' && b <= '9';
            if (!letter && b != '+' && b != '/' && b != '=') {
                return false;
            }
        }
        return true;
    }

    private static byte[] withCr(byte[] message, boolean marked) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 1024);
        for (int i = 0; i < message.length; i++) {
            if (message[i] == '\n' && (i == 0 || message[i - 1] != '\r')) {
                if (marked) {
                    out.write(MARK);
                }
                out.write('\r');
            }
            out.write(message[i]);
        }
        return out.toByteArray();
    }
}
