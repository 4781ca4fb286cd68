package dev.stoplock.core.wire.form;

import dev.stoplock.core.wire.mime.FieldValue;
import dev.stoplock.core.wire.mime.TextCharset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request as the form that its Content-Type announces. */
public final class FormReader {

    static final int MOST_FIELDS = 2_000;

    static final Pattern BOUNDARY = Pattern.compile("[0-9A-Za-z'()+_,./:=?-]{1,70}");

    private FormReader() {}

    /** {@code contentType} is null where the head has none, or more than one. */
    public static FormResult read(@Nullable String contentType, byte[] body) {
        FieldValue type = contentType == null ? null : FieldValue.parse(contentType);
        if (type == null) {
            return new FormResult.Refused("it is not announced as one kind of form");
        }
        return switch (type.value()) {
            case "application/x-www-form-urlencoded" -> {
                String charset = type.parameter("charset");
                boolean plain =
                        type.parameters().isEmpty()
                                || type.parameters().size() == 1
                                        && charset != null
                                        && charset.equalsIgnoreCase("utf-8");
                yield plain
                        ? UrlEncoded.read(body)
                        : new FormResult.Refused("it is announced in another character set");
            }
            case "multipart/form-data" -> {
                String boundary = type.parameter("boundary");
                yield boundary == null
                                || type.parameters().size() != 1
                                || !BOUNDARY.matcher(boundary).matches()
                        ? new FormResult.Refused("its boundary is read in two ways")
                        : MultipartForm.read(body, boundary);
            }
            default -> new FormResult.Refused("it is not announced as a form");
        };
    }

    static @Nullable String utf8(byte[] bytes) {
        return TextCharset.decode(bytes, "utf-8");
    }
}
