package dev.stoplock.core.wire.mime;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Text in the character sets that every reader reads alike: US-ASCII, UTF-8, ISO-8859-1 and -15,
 * windows-1252. Others (UTF-7, ISO-2022 with its escapes) are not read at all.
 */
public final class TextCharset {

    private TextCharset() {}

    /** The text, or null where the set is another or the bytes are not in it. */
    public static @Nullable String decode(byte[] bytes, String name) {
        Charset charset =
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "us-ascii", "ascii" -> StandardCharsets.US_ASCII;
                    case "utf-8", "utf8" -> StandardCharsets.UTF_8;
                    case "iso-8859-1", "latin1" -> StandardCharsets.ISO_8859_1;
                    case "iso-8859-15" -> Charset.forName("ISO-8859-15");
                    case "windows-1252", "cp1252" -> Charset.forName("windows-1252");
                    default -> null;
                };
        if (charset == null) {
            return null;
        }
        // Threat: browsers read ISO-8859-1 as windows-1252, which has letters where it has controls
        if (charset.equals(StandardCharsets.ISO_8859_1) || charset.name().equals("ISO-8859-15")) {
            for (byte b : bytes) {
                if ((b & 0xE0) == 0x80) {
                    return null;
                }
            }
        }
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
