package dev.stoplock.core.wire.dns;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One question as it stood in a query (RFC 1035 section 4.1.2).
 *
 * @param id the query's id, echoed in the answer
 * @param recursionDesired the query's RD bit, echoed
 * @param labels each label's bytes as Latin-1, in the case of the query
 * @param type 1 is A, 28 is AAAA, 65 is HTTPS
 * @param queryClass 1 is IN
 */
public record DnsQuestion(
        int id, boolean recursionDesired, List<String> labels, int type, int queryClass) {

    public static final int A = 1;

    public static final int IN = 1;

    public DnsQuestion {
        labels = List.copyOf(labels);
    }

    /**
     * The name in lower case, if every label is letters, digits, hyphens and underscores and there
     * is at least one. A name with any other byte (a dot inside a label, NUL, a space) is no host's
     * name and is never turned into one.
     */
    public Optional<String> hostName() {
        if (labels.isEmpty()
                || !labels.stream().allMatch(label -> label.matches("[A-Za-z0-9_-]+"))) {
            return Optional.empty();
        }
        return Optional.of(String.join(".", labels).toLowerCase(Locale.ROOT));
    }

    /**
     * The name for people and records: every other byte as {@code \DDD} (RFC 1035 section 5.1), so
     * no two names look alike.
     */
    public String shown() {
        StringBuilder text = new StringBuilder();
        for (String label : labels) {
            if (!text.isEmpty()) {
                text.append('.');
            }
            for (byte b : label.getBytes(StandardCharsets.ISO_8859_1)) {
                char c = (char) (b & 0xff);
                boolean plain =
                        (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '-'
                                || c == '_';
                text.append(
                        plain ? String.valueOf(c) : String.format(Locale.ROOT, "\\%03d", (int) c));
            }
        }
        return text.isEmpty() ? "." : text.toString();
    }
}
