package dev.stoplock.lab.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Address lists as the drill reads them: {@code name <local@domain>} or {@code local@domain}
 * between commas. What is written in any other way stays as it stands, and so equals nothing that
 * was asked.
 */
final class Mailboxes {

    /** One entry: the name before it, and the address with its domain in lower case. */
    record Mailbox(String name, String address) {}

    private Mailboxes() {}

    static List<Mailbox> of(String list) {
        List<Mailbox> found = new ArrayList<>();
        StringBuilder entry = new StringBuilder();
        boolean quoted = false;
        for (char c : (list + ",").toCharArray()) {
            if (c == ',' && !quoted) {
                if (!entry.toString().isBlank()) {
                    found.add(one(entry.toString().strip()));
                }
                entry.setLength(0);
            } else {
                quoted ^= c == '"';
                entry.append(c);
            }
        }
        if (!entry.isEmpty()) {
            found.add(new Mailbox("", "unreadable " + entry));
        }
        return found;
    }

    private static Mailbox one(String entry) {
        int open = entry.lastIndexOf('<');
        if (open >= 0 && entry.endsWith(">")) {
            return new Mailbox(
                    entry.substring(0, open).strip(),
                    lowered(entry.substring(open + 1, entry.length() - 1).strip()));
        }
        return new Mailbox("", lowered(entry));
    }

    private static String lowered(String address) {
        int at = address.lastIndexOf('@');
        return at < 0
                ? address
                : address.substring(0, at) + address.substring(at).toLowerCase(Locale.ROOT);
    }
}
