package dev.stoplock.core.wire.mime;

import java.util.Locale;

/**
 * One header field: its name as written, its body unfolded (RFC 5322, 2.2.3) and without white
 * space around it. Encoded words are still coded.
 */
public record MimeField(String name, String value) {

    public String lowerName() {
        return name.toLowerCase(Locale.ROOT);
    }
}
