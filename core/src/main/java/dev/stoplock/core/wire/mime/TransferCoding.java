package dev.stoplock.core.wire.mime;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Content-Transfer-Encoding undone (RFC 2045, section 6), in the one form that all readers decode
 * alike: base64 without a character outside its alphabet, padded, its unused bits zero;
 * quoted-printable with upper-case hex digits and no white space before a line's end.
 */
public final class TransferCoding {

    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int BITS = 6;

    private TransferCoding() {}

    static boolean isIdentity(String coding) {
        return switch (coding.toLowerCase(Locale.ROOT)) {
            case "7bit", "8bit", "binary" -> true;
            default -> false;
        };
    }

    /** {@code body} has CRLF line ends. */
    static byte[] decode(byte[] body, String coding) throws NoSingleReading {
        return switch (coding.toLowerCase(Locale.ROOT)) {
            // all three say that nothing is coded; whether octets over 127 may go is asked
            // elsewhere
            case "7bit", "8bit", "binary" -> body;
            case "base64" -> {
                byte[] decoded = base64(body, true);
                if (decoded == null) {
                    throw new NoSingleReading("a base64 part holds what is not base64");
                }
                yield decoded;
            }
            case "quoted-printable" -> quotedPrintable(body);
            default -> throw new NoSingleReading("a part has an unknown transfer encoding");
        };
    }

    /** Padded base64 of the standard alphabet, with line ends only if {@code lines}; else null. */
    public static byte @Nullable [] base64(byte[] text, boolean lines) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length * 3 / 4 + 3);
        int held = 0;
        int count = 0;
        int padding = 0;
        for (byte b : text) {
            if (lines && (b == '\r' || b == '\n')) {
                continue;
            }
            if (b == '=') {
                padding++;
                continue;
            }
            int value = padding > 0 ? -1 : ALPHABET.indexOf(b);
            if (b <= 0 || value < 0) {
                return null;
            }
            held = held << BITS | value;
            count++;
            if (count % 4 == 0) {
                out.write(held >> 16);
                out.write(held >> 8);
                out.write(held);
                held = 0;
            }
        }
        // Threat: what stands in unused bits, or after padding, is seen by some readers only
        return switch (count % 4) {
            case 0 -> padding == 0 ? out.toByteArray() : null;
            case 2 -> {
                out.write(held >> 4);
                yield padding == 2 && (held & 0xF) == 0 ? out.toByteArray() : null;
            }
            case 3 -> {
                out.write(held >> 10);
                out.write(held >> 2);
                yield padding == 1 && (held & 0x3) == 0 ? out.toByteArray() : null;
            }
            default -> null;
        };
    }

    private static byte[] quotedPrintable(byte[] body) throws NoSingleReading {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length);
        for (int i = 0; i < body.length; i++) {
            int b = body[i];
            boolean lineEnds = i + 1 == body.length || body[i + 1] == '\r';
            if (b == '=') {
                if (i + 2 < body.length && body[i + 1] == '\r' && body[i + 2] == '\n') {
                    i += 2;
                    continue;
                }
                int high = i + 2 < body.length ? hex(body[i + 1]) : -1;
                int low = i + 2 < body.length ? hex(body[i + 2]) : -1;
                if (high < 0 || low < 0) {
                    throw new NoSingleReading("a quoted-printable part holds a broken escape");
                }
                out.write(high << 4 | low);
                i += 2;
            } else if ((b == ' ' || b == '\t') && lineEnds) {
                throw new NoSingleReading(
                        "a quoted-printable part has white space before a line's end");
            } else if (b >= ' ' && b <= '~' || b == '\t' || b == '\r' || b == '\n') {
                out.write(b);
            } else {
                throw new NoSingleReading(
                        "a quoted-printable part holds a byte that is not printable");
            }
        }
        return out.toByteArray();
    }

    /** The value of an upper-case hex digit, or -1. */
    static int hex(int digit) {
        return digit >= '0' && digit <= '9'
                ? digit - '0'
                : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
    }
}
