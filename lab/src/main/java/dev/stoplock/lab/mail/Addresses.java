package dev.stoplock.lab.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads a comma-separated address list of RFC 5322 as far as mail interfaces take it: names, quoted
 * strings, angle brackets.
 */
final class Addresses {

    private Addresses() {}

    /** The bare addresses in lower case; an entry without an angle bracket counts as it stands. */
    static List<String> of(String list) {
        List<String> addresses = new ArrayList<>();
        StringBuilder entry = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (quoted && c == '\\' && i + 1 < list.length()) {
                entry.append(c).append(list.charAt(++i));
            } else if (c == ',' && !quoted) {
                add(entry.toString(), addresses);
                entry.setLength(0);
            } else {
                quoted ^= c == '"';
                entry.append(c);
            }
        }
        add(entry.toString(), addresses);
        return addresses;
    }

    private static void add(String entry, List<String> addresses) {
        String address = entry.strip();
        int open = address.lastIndexOf('<');
        int shut = address.lastIndexOf('>');
        if (open >= 0 && shut > open) {
            address = address.substring(open + 1, shut).strip();
        }
        if (!address.isEmpty()) {
            addresses.add(address.toLowerCase(Locale.ROOT));
        }
    }

    static boolean valid(String address) {
        int at = address.lastIndexOf('@');
        return at > 0
                && at < address.length() - 1
                && address.chars().noneMatch(c -> c <= ' ' || c == 127 || c == '<' || c == '>');
    }
}
