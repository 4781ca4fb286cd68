package dev.stoplock.core.wire.mime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message or one part of it. {@code type} is what Content-Type says, or {@code text/plain;
 * charset=us-ascii} where it says nothing (RFC 2045, 5.2); {@code disposition} what
 * Content-Disposition says.
 */
public record MimePart(
        List<MimeField> fields, FieldValue type, @Nullable FieldValue disposition, MimeBody body) {

    public MimePart {
        fields = List.copyOf(fields);
    }
}
