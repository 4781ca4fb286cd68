package dev.stoplock.gate.rehearse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One mail of a mailbox that is made up: its number decides who wrote it, and nothing in it stands
 * in another mail. {@code account}: whom it was sent to.
 */
record StoodInMail(int uid, String account) {

    private static final Pattern ITEM =
            Pattern.compile("BODY(?:\\.PEEK)?\\[([^]]*)](<[0-9]+\\.([0-9]+)>)?|[A-Z][A-Z0-9.]*");

    private static final String DATE = "03-Feb-2026 04:05:06 +0000";

    /** What FETCH asks of it (RFC 9051, 6.4.5), with its number. */
    String items(String asked) {
        List<String> parts = new ArrayList<>(List.of("UID " + uid));
        Matcher item = ITEM.matcher(asked);
        while (item.find()) {
            String section = item.group(1);
            if (section != null) {
                parts.add(
                        "BODY["
                                + section
                                + "]"
                                + (item.group(2) == null ? "" : "<0>")
                                + literal(section(section), item.group(3)));
                continue;
            }
            switch (item.group()) {
                case "ALL", "FULL", "FAST" -> {
                    parts.addAll(List.of(flags(), date(), size()));
                    if (!item.group().equals("FAST")) {
                        parts.add(envelope());
                    }
                }
                case "FLAGS" -> parts.add(flags());
                case "INTERNALDATE" -> parts.add(date());
                case "RFC822.SIZE" -> parts.add(size());
                case "ENVELOPE" -> parts.add(envelope());
                case "BODYSTRUCTURE" -> parts.add("BODYSTRUCTURE " + structure(" NIL NIL NIL NIL"));
                case "BODY" -> parts.add("BODY " + structure(""));
                case "RFC822" -> parts.add("RFC822" + literal(head() + text(), null));
                case "RFC822.HEADER" -> parts.add("RFC822.HEADER" + literal(head(), null));
                case "RFC822.TEXT" -> parts.add("RFC822.TEXT" + literal(text(), null));
                // its number is there in any case
                default -> {}
            }
        }
        return "(" + String.join(" ", parts) + ")";
    }

    private String section(String name) {
        if (name.isEmpty()) {
            return head() + text();
        }
        boolean ofText = name.equals("TEXT") || name.matches("[0-9.]+(\\.TEXT)?");
        return ofText ? text() : head();
    }

    private static String literal(String content, @Nullable String most) {
        int length = content.getBytes(ISO_8859_1).length;
        int taken = most == null ? length : (int) Math.min(length, Long.parseLong(most));
        return " {" + taken + "}\r\n" + content.substring(0, taken);
    }

    private String writer() {
        return "writer" + uid + "@correspondent-" + uid + ".example";
    }

    private String head() {
        return "From: Writer "
                + uid
                + " <"
                + writer()
                + ">\r\nTo: <"
                + account
                + ">\r\nSubject: question "
                + uid
                + "\r\nDate: Tue, 03 Feb 2026 04:05:06 +0000\r\nMessage-ID: <m"
                + uid
                + "@correspondent-"
                + uid
                + ".example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
    }

    private String text() {
        return "What was said in letter " + uid + " still holds.\r\n";
    }

    private static String flags() {
        return "FLAGS (\\Seen)";
    }

    private static String date() {
        return "INTERNALDATE \"" + DATE + "\"";
    }

    private String size() {
        return "RFC822.SIZE " + (head() + text()).length();
    }

    private String structure(String more) {
        return "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" "
                + text().length()
                + " 1"
                + more
                + ")";
    }

    private String envelope() {
        String from =
                "((\"Writer %d\" NIL \"writer%d\" \"correspondent-%d.example\"))"
                        .formatted(uid, uid, uid);
        int at = account.indexOf('@');
        String to =
                "((NIL NIL \"%s\" \"%s\"))"
                        .formatted(
                                account.substring(0, Math.max(0, at)), account.substring(at + 1));
        return "ENVELOPE (\"Tue, 03 Feb 2026 04:05:06 +0000\" \"question %d\" %s %s %s %s NIL NIL NIL \"<m%d@correspondent-%d.example>\")"
                .formatted(uid, from, from, from, to, uid, uid);
    }
}
