package dev.stoplock.core.effect;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mail address in canonical form: the local part as written, the domain in lower-case A-labels.
 * Address lists are read by a strict part of RFC 5322: {@code name <local@domain>} or {@code
 * local@domain}, separated by commas. Comments, groups, routes, quoted local parts and domain
 * literals are not read at all, because mail systems read them differently.
 */
public record MailAddress(String display, String local, String domain) {

    private static final Pattern LOCAL =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final int LONGEST = 320;

    public String canonical() {
        return local + "@" + domain;
    }

    /**
     * Reads an address list, or gives null where it cannot be read in exactly one way. Blank text
     * is an empty list.
     */
    public static @Nullable List<MailAddress> list(String text) {
        List<MailAddress> addresses = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean hidden =
                    switch (Character.getType(c)) {
                        case Character.CONTROL -> c != '\t';
                        case Character.FORMAT,
                                Character.LINE_SEPARATOR,
                                Character.PARAGRAPH_SEPARATOR,
                                Character.UNASSIGNED ->
                                true;
                        default -> false;
                    };
            if (hidden) {
                return null;
            }
        }
        if (text.contains("=?")) {
            // Threat: an encoded word (RFC 2047) that is decoded before the list is cut holds other
            // addresses
            return null;
        }
        List<String> parts = split(text);
        if (parts == null) {
            return null;
        }
        for (String part : parts) {
            String trimmed = part.strip();
            if (trimmed.isEmpty()) {
                continue;
            }
            MailAddress address = one(trimmed);
            if (address == null) {
                return null;
            }
            addresses.add(address);
        }
        return addresses;
    }

    private static @Nullable List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return quoted ? null : parts;
    }

    private static @Nullable MailAddress one(String text) {
        int open = text.lastIndexOf('<');
        if (open < 0) {
            return address("", text);
        }
        if (!text.endsWith(">")) {
            return null;
        }
        String display = phrase(text.substring(0, open).strip());
        return display == null
                ? null
                : address(display, text.substring(open + 1, text.length() - 1).strip());
    }

    /** A display name: one quoted string, or plain words without specials. */
    private static @Nullable String phrase(String text) {
        if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
            String inner = text.substring(1, text.length() - 1);
            // Threat: a reader that knows no quotes would cut an address out of the name
            boolean holdsAddress =
                    inner.indexOf('@') >= 0
                            && inner.chars().anyMatch(c -> ",;:<>\"\\".indexOf(c) >= 0);
            return holdsAddress || inner.replaceAll("\\\\.", "").matches("(?s).*[\"\\\\].*")
                    ? null
                    : inner.replaceAll("\\\\(.)", "$1");
        }
        return text.chars().anyMatch(c -> "()<>[]:;@\\,\"".indexOf(c) >= 0) ? null : text;
    }

    private static @Nullable MailAddress address(String display, String text) {
        int at = text.indexOf('@');
        if (at < 1 || text.length() > LONGEST || text.indexOf('@', at + 1) >= 0) {
            return null;
        }
        String local = text.substring(0, at);
        String domain = domain(text.substring(at + 1));
        return domain == null || !LOCAL.matcher(local).matches()
                ? null
                : new MailAddress(display, local, domain);
    }

    private static String asciiLowered(String text) {
        StringBuilder lowered = new StringBuilder();
        text.chars()
                .forEach(c -> lowered.append((char) (c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)));
        return lowered.toString();
    }

    private static @Nullable String domain(String text) {
        String ascii;
        try {
            ascii = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            // Threat: IDNA 2003 and 2008 map some characters differently (ß, fullwidth letters,
            // selectors). Only a name that
            // comes back as it was given has one A-label form.
            boolean plain = text.chars().allMatch(c -> c < 0x80);
            if (!plain
                    && !IDN.toUnicode(ascii, IDN.USE_STD3_ASCII_RULES).equals(asciiLowered(text))) {
                return null;
            }
        } catch (IllegalArgumentException e) {
            return null;
        }
        for (String label : ascii.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return null;
            }
        }
        return ascii;
    }
}
