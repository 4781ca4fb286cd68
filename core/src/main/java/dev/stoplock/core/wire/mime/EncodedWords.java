package dev.stoplock.core.wire.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Encoded words (RFC 2047), decoded only where all readers do so: each stands alone between white
 * space, is at most 75 characters long, holds whole characters of a known set, and no control
 * character comes out.
 */
public final class EncodedWords {

    private static final Pattern WORD =
            Pattern.compile("=\\?([A-Za-z0-9-]{1,20})\\?([BbQq])\\?([!->@-~]*)\\?=");

    /** What the Q encoding may use where a phrase stands (RFC 2047, 5(3)). */
    private static final Pattern PHRASE_Q = Pattern.compile("[A-Za-z0-9!*+/=_-]*");

    private static final Pattern BETWEEN = Pattern.compile("(?<=\\S)(?=\\s)|(?<=\\s)(?=\\S)");
    private static final int LONGEST = 75;

    private EncodedWords() {}

    /** Free text, such as a subject: null where what looks like an encoded word is none. */
    public static @Nullable String text(String raw) {
        return decode(raw, false, LONGEST);
    }

    /** The same for a text that is only shown: writers do not all cut words where they should. */
    public static @Nullable String longText(String raw) {
        return decode(raw, false, Integer.MAX_VALUE);
    }

    /** The display name of an address, unquoted: the same, with the stricter Q encoding. */
    public static @Nullable String phrase(String raw) {
        return decode(raw, true, LONGEST);
    }

    private static @Nullable String decode(String raw, boolean phrase, int longest) {
        if (!raw.contains("=?")) {
            return raw;
        }
        StringBuilder text = new StringBuilder();
        String blank = "";
        boolean wasWord = false;
        for (String piece : BETWEEN.split(raw)) {
            if (piece.isBlank()) {
                blank = piece;
                continue;
            }
            boolean isWord = piece.contains("=?");
            String decoded = isWord ? word(piece, phrase, longest) : piece;
            if (decoded == null) {
                return null;
            }
            // white space between two encoded words is not part of the text (6.2)
            text.append(isWord && wasWord ? "" : blank).append(decoded);
            blank = "";
            wasWord = isWord;
        }
        return text.append(blank).toString();
    }

    private static @Nullable String word(String piece, boolean phrase, int longest) {
        Matcher word = WORD.matcher(piece);
        if (piece.length() > longest || !word.matches()) {
            return null;
        }
        boolean q = word.group(2).equalsIgnoreCase("q");
        String coded = word.group(3);
        if (coded.isEmpty() || q && phrase && !PHRASE_Q.matcher(coded).matches()) {
            return null;
        }
        byte[] bytes =
                q
                        ? quoted(coded)
                        : TransferCoding.base64(coded.getBytes(StandardCharsets.US_ASCII), false);
        String text = bytes == null ? null : TextCharset.decode(bytes, word.group(1));
        return text == null || text.chars().anyMatch(c -> c < ' ' || c == 127 || isHidden(c))
                ? null
                : text;
    }

    private static boolean isHidden(int c) {
        return Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                || c >= 0x80 && c < 0xA0;
    }

    private static byte @Nullable [] quoted(String coded) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < coded.length(); i++) {
            char c = coded.charAt(i);
            if (c == '=') {
                int high = i + 2 < coded.length() ? TransferCoding.hex(coded.charAt(i + 1)) : -1;
                int low = i + 2 < coded.length() ? TransferCoding.hex(coded.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '_' ? ' ' : c);
            }
        }
        return bytes.toByteArray();
    }
}
