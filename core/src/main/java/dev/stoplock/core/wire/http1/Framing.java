package dev.stoplock.core.wire.http1;

import java.util.List;

/** How a body is delimited (RFC 9112, section 6), where there is exactly one way to see it. */
sealed interface Framing {

    record None() implements Framing {}

    record Length(long bytes) implements Framing {}

    record Chunked() implements Framing {}

    /** Responses only: the body ends with the connection. */
    record UntilClose() implements Framing {}

    /** Threat: request smuggling. Two parsers could see two different bodies. */
    record Ambiguous(String reason) implements Framing {}

    /** Of a request; {@code absent} is what holds where neither field stands. */
    static Framing of(Fields fields, Framing absent) {
        return of(fields, fields.all("content-length"), absent);
    }

    /**
     * Of a reply that has a body. Lengths said twice alike are one (RFC 9112, 6.3); {@code old}
     * says that it is of HTTP/1.0, which knows no transfer codings (RFC 9112, 6.1).
     */
    static Framing ofReply(Fields fields, boolean old) {
        if (old && fields.has("transfer-encoding")) {
            return new Ambiguous("it is of HTTP/1.0 and has a Transfer-Encoding");
        }
        List<String> lengths = fields.all("content-length").stream().distinct().toList();
        return of(fields, lengths, new UntilClose());
    }

    private static Framing of(Fields fields, List<String> lengths, Framing absent) {
        List<String> codings = fields.all("transfer-encoding");
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
        if (lengths.size() > 1 || !lengths.getFirst().matches("[0-9]{1,12}")) {
            return new Ambiguous("its Content-Length is not one plain number");
        }
        return new Length(Long.parseLong(lengths.getFirst()));
    }
}
