package dev.stoplock.core.wire.dns;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the answers a resolver gives (RFC 1035 section 4.1). */
public final class DnsAnswer {

    /** How long a client may keep an address, in seconds. */
    private static final int KEEP = 60;

    /** Response codes (RFC 1035 section 4.1.1). */
    public enum Code {
        NO_ERROR(0),
        FORMAT_ERROR(1),
        SERVER_FAILURE(2),
        NAME_ERROR(3),
        NOT_IMPLEMENTED(4),
        REFUSED(5);

        private final int value;

        Code(int value) {
            this.value = value;
        }
    }

    private DnsAnswer() {}

    /** The name's one IPv4 address, four bytes. */
    public static byte[] address(DnsQuestion question, byte[] ipv4) {
        if (ipv4.length != 4) {
            throw new IllegalArgumentException("an A record holds four bytes");
        }
        ByteArrayOutputStream out = start(question, Code.NO_ERROR, 1);
        two(out, 0xc00c); // the name of the question, which always begins at byte 12
        two(out, DnsQuestion.A);
        two(out, DnsQuestion.IN);
        two(out, 0);
        two(out, KEEP);
        two(out, 4);
        out.writeBytes(ipv4);
        return out.toByteArray();
    }

    /** An answer without records: NODATA for {@code NO_ERROR}, NXDOMAIN for {@code NAME_ERROR}. */
    public static byte[] empty(DnsQuestion question, Code code) {
        return start(question, code, 0).toByteArray();
    }

    /** The answer to a query that cannot be read: a header only. */
    public static byte[] error(int id, Code code) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        header(out, id, false, code, 0, 0);
        return out.toByteArray();
    }

    private static ByteArrayOutputStream start(DnsQuestion question, Code code, int answers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        header(out, question.id(), question.recursionDesired(), code, 1, answers);
        for (String label : question.labels()) {
            out.write(label.length());
            out.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
        }
        out.write(0);
        two(out, question.type());
        two(out, question.queryClass());
        return out;
    }

    private static void header(
            ByteArrayOutputStream out,
            int id,
            boolean recursionDesired,
            Code code,
            int questions,
            int answers) {
        two(out, id);
        out.write(recursionDesired ? 0x81 : 0x80);
        out.write(0x80 | code.value);
        two(out, questions);
        two(out, answers);
        two(out, 0);
        two(out, 0);
    }

    private static void two(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }
}
