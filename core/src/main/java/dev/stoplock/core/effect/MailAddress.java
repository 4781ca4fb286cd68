package dev.stoplock.core.effect;

import dev.stoplock.core.wire.mime.EncodedWords;
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

    /** How an encoded word begins (RFC 2047). */
    private static final String CODED = "=?";

    private static final Pattern NOBODY = Pattern.compile("(?i)undisclosed[- ]recipients:\\s?;");

    public String canonical() {
        return local + "@" + domain;
    }

    /**
     * Reads an address list, or gives null where it cannot be read in exactly one way. Blank text
     * is an empty list.
     */
    public static @Nullable List<MailAddress> list(String text) {
        return text.contains(CODED) ? null : read(text);
    }

    /**
     * The same as a person writes it in a call or a setting: also divided by semicolons, as Outlook
     * does, where the whole text is such a list. What leaves is never read like this: to RFC 5322 a
     * semicolon ends a group, and each mail system makes something else of it.
     */
    public static @Nullable List<MailAddress> written(String text) {
        List<MailAddress> list = list(text);
        if (list != null || text.indexOf(';') < 0) {
            return list;
        }
        List<String> parts = split(text, ';');
        if (parts == null) {
            return null;
        }
        if (parts.getLast().isBlank()) {
            parts.removeLast();
        }
        List<MailAddress> addresses = new ArrayList<>();
        for (String part : parts) {
            // Threat: a comma, a colon or a quoted semicolon beside the others is another reading
            List<MailAddress> read = part.indexOf(';') < 0 ? list(part) : null;
            if (read == null || read.size() != 1 || one(part.strip()) == null) {
                return null;
            }
            addresses.add(read.getFirst());
        }
        return addresses;
    }

    /**
     * The same as a header field of a message says it: display names may be encoded words (RFC
     * 2047), and the one group that names nobody is an empty list.
     */
    public static @Nullable List<MailAddress> header(String text) {
        return NOBODY.matcher(text).matches() ? List.of() : read(text);
    }

    private static @Nullable List<MailAddress> read(String text) {
        if (text.indexOf('@') < 0 && text.chars().anyMatch(Character::isLetterOrDigit)) {
            return null;
        }
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
        List<String> parts = split(text, ',');
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

    private static @Nullable List<String> split(String text, char mark) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == mark && !quoted) {
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

    /** A display name: one quoted string, plain words without specials, or encoded words. */
    private static @Nullable String phrase(String text) {
        if (text.contains(CODED)) {
            // Threat: some readers decode within quotes and before they cut the list, others do not
            String decoded = text.indexOf('"') >= 0 ? null : EncodedWords.phrase(text);
            return decoded == null || isSpecial(text) || holdsAddress(decoded) ? null : decoded;
        }
        if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
            String inner = text.substring(1, text.length() - 1);
            return holdsAddress(inner) || inner.replaceAll("\\\\.", "").matches("(?s).*[\"\\\\].*")
                    ? null
                    : inner.replaceAll("\\\\(.)", "$1");
        }
        return isSpecial(text) ? null : text;
    }

    private static boolean isSpecial(String text) {
        return text.chars().anyMatch(c -> "()<>[]:;@\\,\"".indexOf(c) >= 0);
    }

    /** Threat: a reader that knows no quotes would cut an address out of the name. */
    private static boolean holdsAddress(String name) {
        return name.indexOf('@') >= 0 && name.chars().anyMatch(c -> ",;:<>\"\\".indexOf(c) >= 0);
    }

    private static @Nullable MailAddress address(String display, String text) {
        int at = text.indexOf('@');
        // Threat: an encoded word that is decoded before the list is cut holds other addresses
        if (text.contains(CODED)) {
            return null;
        }
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
        if (isAscii(text)) {
            // ToASCII leaves such labels as they are (RFC 3490, 4.1); which there may be is below
            return labels(text.toLowerCase(Locale.ROOT));
        }
        String ascii;
        try {
            ascii = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            // Threat: IDNA 2003 and 2008 map some characters differently (ß, fullwidth letters,
            // selectors). Only a name that
            // comes back as it was given has one A-label form.
            if (!IDN.toUnicode(ascii, IDN.USE_STD3_ASCII_RULES).equals(asciiLowered(text))) {
                return null;
            }
        } catch (IllegalArgumentException e) {
            return null;
        }
        return labels(ascii);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The name, or null where a label of it is none (RFC 1123, 2.1). */
    private static @Nullable String labels(String ascii) {
        for (String label : ascii.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return null;
            }
        }
        return ascii;
    }
}
