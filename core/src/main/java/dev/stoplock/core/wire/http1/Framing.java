package dev.stoplock.core.wire.http1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a body is delimited (RFC 9112, section 6), where there is exactly one way to see it. */
sealed interface Framing {

    record None() implements Framing {}

    record Length(long bytes) implements Framing {}

    record Chunked() implements Framing {}

    /** Responses only: the body ends with the connection. */
    record UntilClose() implements Framing {}

    /** Threat: request smuggling. Two parsers could see two different bodies. */
    record Ambiguous(String reason) implements Framing {}

    /** {@code absent} is what holds where neither field stands. */
    static Framing of(Fields fields, Framing absent) {
        List<String> lengths = fields.all("content-length");
        List<String> codings = fields.all("transfer-encoding");
        @Nullable String length = fields.only("content-length");
        if (!lengths.isEmpty() && !codings.isEmpty()) {
            return new Ambiguous("it has both Content-Length and Transfer-Encoding");
        }
        if (!codings.isEmpty()) {
            return codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked")
                    ? new Chunked()
                    : new Ambiguous("its Transfer-Encoding is not plainly chunked");
        }
        if (lengths.isEmpty()) {
            return absent;
        }
        if (length == null || !length.matches("[0-9]{1,12}")) {
            return new Ambiguous("its Content-Length is not one plain number");
        }
        return new Length(Long.parseLong(length));
    }
}
