package dev.stoplock.core.wire.http1;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one canonical writer. {@link #canonical} gives the head as it will leave, and that head is
 * what is judged; afterwards nothing but the credential changes.
 */
public final class Http1Writer {

    /**
     * Connection-level fields: they belong to the hop that ended here (RFC 9110, section 7.6.1).
     * Close is a connection option, and a field of that name must not be one (RFC 9112, 9.6).
     */
    private static final Set<String> HOP =
            Set.of(
                    "close",
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade",
                    "expect",
                    "content-length",
                    "content-encoding",
                    "accept-encoding",
                    "host");

    private Http1Writer() {}

    /**
     * The head as it leaves: one hop's fields replaced by ours, the reply asked for uncoded so that
     * it can be read.
     */
    public static RequestHead canonical(RequestHead head, String host, long bodyLength) {
        Fields fields = new Fields(java.util.List.of(new Fields.Field("host", host)));
        for (Fields.Field field : withoutHop(head.fields()).list()) {
            fields = fields.with(field.name(), field.value());
        }
        fields = fields.with("accept-encoding", "identity");
        if (bodyLength > 0 || !head.method().equals("GET") && !head.method().equals("HEAD")) {
            fields = fields.with("content-length", Long.toString(bodyLength));
        }
        return new RequestHead(head.method(), head.target(), fields);
    }

    public static byte[] bytes(RequestHead head, byte[] body) {
        return message(
                head.method() + " " + head.target() + " HTTP/1.1",
                head.fields(),
                StandardCharsets.US_ASCII,
                body);
    }

    /**
     * A response with our own framing; {@code close} tells the peer that the connection ends after
     * it. Where it answers HEAD and has no body, the length it says of itself is kept (RFC 9110,
     * 9.3.2).
     */
    public static byte[] bytes(ResponseHead head, byte[] body, boolean toHead, boolean close) {
        Fields fields = withoutHop(head.fields());
        String length = toHead && body.length == 0 ? said(head) : Integer.toString(body.length);
        if (head.status() != 204 && head.status() != 304 && length != null) {
            fields = fields.with("content-length", length);
        }
        if (close) {
            fields = fields.with("connection", "close");
        }
        byte[] rest = toHead ? new byte[0] : body;
        return message(statusLine(head), fields, StandardCharsets.ISO_8859_1, rest);
    }

    /** The length that a head says of a body as it would be written here, or null. */
    private static @Nullable String said(ResponseHead head) {
        boolean coded = head.fields().has("content-encoding");
        return !coded && Framing.ofReply(head.fields(), false) instanceof Framing.Length(long bytes)
                ? Long.toString(bytes)
                : null;
    }

    /** The head of a response whose body follows in chunks (RFC 9112, section 7.1). */
    public static byte[] chunkedHead(ResponseHead head) {
        Fields fields = withoutHop(head.fields()).with("transfer-encoding", "chunked");
        return message(statusLine(head), fields, StandardCharsets.ISO_8859_1, new byte[0]);
    }

    /** One chunk; of at least one byte, since an empty one is the last. */
    public static byte[] chunk(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("an empty chunk ends a body");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 12);
        out.writeBytes(
                (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(bytes);
        out.writeBytes(new byte[] {'\r', '\n'});
        return out.toByteArray();
    }

    /** What ends a body in chunks. */
    public static byte[] lastChunk() {
        return "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    private static String statusLine(ResponseHead head) {
        String reason = head.reason().isEmpty() ? "Reply" : head.reason();
        return "HTTP/1.1 " + head.status() + " " + reason;
    }

    /**
     * Drops the fields of one hop, and those that its Connection field names as such (RFC 9110,
     * section 7.6.1).
     */
    private static Fields withoutHop(Fields fields) {
        Set<String> dropped = new HashSet<>(HOP);
        for (String value : fields.all("connection")) {
            for (String name : value.split(",", -1)) {
                dropped.add(name.strip().toLowerCase(Locale.ROOT));
            }
        }
        return fields.without(dropped);
    }

    private static byte[] message(String startLine, Fields fields, Charset charset, byte[] body) {
        StringBuilder text = new StringBuilder(startLine).append("\r\n");
        for (Fields.Field field : fields.list()) {
            text.append(field.name()).append(": ").append(field.value()).append("\r\n");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(text.append("\r\n").toString().getBytes(charset));
        out.writeBytes(body);
        return out.toByteArray();
    }
}
