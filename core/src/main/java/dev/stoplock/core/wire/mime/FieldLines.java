package dev.stoplock.core.wire.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The lines of one header field as one field (RFC 5322, 2.2). */
final class FieldLines {

    private static final Pattern NAME = Pattern.compile("[!-9;-~]{1,76}");

    private FieldLines() {}

    static MimeField field(byte[] raw, boolean utf8) throws NoSingleReading {
        String text = text(raw, utf8);
        int colon = text.indexOf(':');
        if (colon < 0 || !NAME.matcher(text.substring(0, colon)).matches()) {
            throw new NoSingleReading("a field has no name, or one that is read in two ways");
        }
        String[] lines = text.substring(colon + 1).split("\r\n", -1);
        StringBuilder value = new StringBuilder(lines[0]);
        for (int i = 1; i < lines.length; i++) {
            boolean last = i == lines.length - 1;
            if (last && lines[i].isEmpty()) {
                continue;
            }
            // Threat: a line of white space alone ends the header for some readers (RFC 5322, 4.2)
            if (lines[i].isBlank() || lines[i].charAt(0) != ' ' && lines[i].charAt(0) != '\t') {
                throw new NoSingleReading("a field goes on in a line that is read in two ways");
            }
            value.append(lines[i]);
        }
        String whole = value.toString();
        if (whole.chars().anyMatch(c -> c < ' ' && c != '\t' || c >= 127 && c < 160)) {
            throw new NoSingleReading("a field holds a control character");
        }
        return new MimeField(text.substring(0, colon), whole.replaceAll("^[ \\t]+|[ \\t]+$", ""));
    }

    private static String text(byte[] raw, boolean utf8) throws NoSingleReading {
        try {
            return (utf8 ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII)
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NoSingleReading("a field holds octets that are read in two ways");
        }
    }
}
