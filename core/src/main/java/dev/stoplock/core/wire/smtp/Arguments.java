package dev.stoplock.core.wire.smtp;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of MAIL and RCPT: one path and its parameters (RFC 5321, 4.1.2). Paths are {@code
 * local@domain} without quotes, routes, comments and address literals, because mail systems read
 * those differently.
 */
record Arguments(String address, Map<String, String> parameters) {

    private static final String WORD = "[^\\s@\\p{C}\\p{Z}<>()\\[\\]:;,\"\\\\.]+";

    /** RFC 5321, 4.5.3.1: 64 octets of local part, 255 of domain; counted in characters here. */
    private static final String ADDRESS =
            "(?=[^@]{1,64}@)"
                    + WORD
                    + "(\\."
                    + WORD
                    + ")*@(?=.{1,255}$)"
                    + WORD
                    + "(\\."
                    + WORD
                    + ")*";

    private static final String PARAMETER = "[A-Za-z0-9][A-Za-z0-9-]{0,30}(=[!-<>-~]{1,600})?";

    private static final int MOST = 8;

    /** Arguments, or why there are none. */
    record Read(@Nullable Arguments arguments, @Nullable Fault fault) {

        static Read wrong(int code, String enhanced, String sentence) {
            return new Read(null, Fault.syntax(code, enhanced, sentence));
        }
    }

    /** Reads {@code FROM:<path> …} or {@code TO:<path> …}. */
    static Read read(String text, String label, boolean mayBeNull) {
        String rest = text;
        if (rest.length() <= label.length()
                || !rest.substring(0, label.length()).equalsIgnoreCase(label)) {
            return Read.wrong(501, "5.5.4", "expected " + label + "<address>");
        }
        rest = rest.substring(label.length());
        // RFC 5321, 3.3 has no space here; old clients write one, and it has one meaning
        rest = rest.startsWith(" ") ? rest.substring(1) : rest;
        int end = rest.indexOf('>');
        if (!rest.startsWith("<") || end < 0) {
            return Read.wrong(501, "5.5.4", "expected " + label + "<address>");
        }
        String address = rest.substring(1, end);
        if (!(address.isEmpty() && mayBeNull) && !address.matches(ADDRESS)) {
            return Read.wrong(
                    553, "5.1.3", "an envelope address cannot be read in exactly one way");
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        String tail = rest.substring(end + 1);
        if (!tail.isEmpty() && !tail.startsWith(" ")) {
            return Read.wrong(501, "5.5.4", "something stands behind the address");
        }
        for (String word : tail.isBlank() ? new String[0] : tail.strip().split(" +")) {
            if (!word.matches(PARAMETER)) {
                return Read.wrong(501, "5.5.4", "a parameter cannot be read");
            }
            int equals = word.indexOf('=');
            String name = (equals < 0 ? word : word.substring(0, equals)).toUpperCase(Locale.ROOT);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            if (parameters.put(name, value) != null || parameters.size() > MOST) {
                return Read.wrong(501, "5.5.4", "a parameter stands twice, or there are too many");
            }
        }
        return new Read(new Arguments(address, parameters), null);
    }

    boolean isAscii() {
        return address.chars().allMatch(c -> c < 0x80);
    }
}
