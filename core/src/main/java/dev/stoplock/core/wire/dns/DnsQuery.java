package dev.stoplock.core.wire.dns;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a datagram sent to a resolver is: a question, something to answer with an error code, or
 * nothing to answer at all.
 */
public sealed interface DnsQuery {

    /** One well-formed question. */
    record Asked(DnsQuestion question) implements DnsQuery {}

    /** A query that cannot be read or served: answered with {@code code}. */
    record Bad(int id, DnsAnswer.Code code) implements DnsQuery {}

    /** Too short for a header, or a response: answering could start an endless exchange. */
    record Dropped() implements DnsQuery {}

    /**
     * Reads one datagram. Exactly one question, no answer or authority records, at most one
     * additional record, which must be EDNS's (RFC 6891), and no byte after it. No compression
     * pointer: a question has nothing to point back to.
     */
    static DnsQuery read(byte[] message) {
        if (message.length < 12 || (message[2] & 0x80) != 0) {
            return new Dropped();
        }
        int id = at(message, 0);
        if ((message[2] & 0x78) != 0) {
            return new Bad(id, DnsAnswer.Code.NOT_IMPLEMENTED);
        }
        boolean counts =
                at(message, 4) == 1
                        && at(message, 6) == 0
                        && at(message, 8) == 0
                        && at(message, 10) <= 1;
        boolean truncated = (message[2] & 0x02) != 0;
        if (!counts || truncated) {
            return new Bad(id, DnsAnswer.Code.FORMAT_ERROR);
        }
        List<String> labels = new ArrayList<>();
        int position = 12;
        while (true) {
            int length = position < message.length ? message[position] & 0xff : 64;
            if (length > 63
                    || position + 1 + length > message.length
                    || position + 1 + length - 12 > 255) {
                return new Bad(id, DnsAnswer.Code.FORMAT_ERROR);
            }
            position++;
            if (length == 0) {
                break;
            }
            labels.add(new String(message, position, length, StandardCharsets.ISO_8859_1));
            position += length;
        }
        int end = position + 4;
        if (end > message.length || !endsWell(message, end, at(message, 10) == 1)) {
            return new Bad(id, DnsAnswer.Code.FORMAT_ERROR);
        }
        boolean recursion = (message[2] & 0x01) != 0;
        return new Asked(
                new DnsQuestion(
                        id, recursion, labels, at(message, position), at(message, position + 2)));
    }

    private static boolean endsWell(byte[] message, int end, boolean additional) {
        if (!additional) {
            return end == message.length;
        }
        // RFC 6891 section 6.1.2: root name, type 41, class, TTL, length, data
        return end + 11 <= message.length
                && message[end] == 0
                && at(message, end + 1) == 41
                && end + 11 + at(message, end + 9) == message.length;
    }

    private static int at(byte[] message, int index) {
        return (message[index] & 0xff) << 8 | (message[index + 1] & 0xff);
    }
}
