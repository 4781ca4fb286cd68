package dev.stoplock.core.wire.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is offered to a client after EHLO: what the upstream offers, as far as it can be judged
 * here. {@code size} is the longest message in octets. {@code login}: by AUTH PLAIN or LOGIN, over
 * an encrypted connection upstream.
 */
public record SmtpOffer(
        boolean startTls,
        boolean login,
        boolean eightBit,
        boolean utf8,
        boolean notifications,
        long size) {

    /** Nothing, as after HELO. */
    public static SmtpOffer plain(long size) {
        return new SmtpOffer(false, false, false, false, false, size);
    }

    /** Reads an upstream's reply to EHLO (RFC 5321, 4.1.1.1); of its size the smaller holds. */
    public static SmtpOffer of(SmtpReply hello, long limit) {
        boolean startTls = false;
        boolean login = false;
        boolean eightBit = false;
        boolean utf8 = false;
        boolean notifications = false;
        long size = limit;
        for (String line : hello.lines().subList(1, hello.lines().size())) {
            List<String> words = List.of(line.toUpperCase(Locale.ROOT).strip().split(" +"));
            switch (words.getFirst()) {
                case "STARTTLS" -> startTls = true;
                case "AUTH" -> login |= words.contains("PLAIN") || words.contains("LOGIN");
                case "8BITMIME" -> eightBit = true;
                case "SMTPUTF8" -> utf8 = true;
                case "DSN" -> notifications = true;
                case "SIZE" -> {
                    // RFC 1870, 4: zero, or nothing, says no limit
                    boolean says = words.size() == 2 && words.get(1).matches("[1-9][0-9]{0,17}");
                    size = says ? Math.min(limit, Long.parseLong(words.get(1))) : limit;
                }
                default -> {}
            }
        }
        return new SmtpOffer(startTls, login, eightBit, utf8, notifications, size);
    }

    /** Whether the upstream takes the password in one go (RFC 4616), or by questions. */
    public static boolean takesPlain(SmtpReply hello) {
        return hello.lines().stream()
                .map(line -> List.of(line.toUpperCase(Locale.ROOT).strip().split(" +")))
                .anyMatch(words -> words.getFirst().equals("AUTH") && words.contains("PLAIN"));
    }

    public SmtpOffer withStartTls(boolean offered) {
        return new SmtpOffer(offered, login, eightBit, utf8, notifications, size);
    }

    public SmtpOffer withLogin(boolean offered) {
        return new SmtpOffer(startTls, offered, eightBit, utf8, notifications, size);
    }

    /** The reply to EHLO. CHUNKING and PIPELINING end at the gate: it sends on by DATA. */
    SmtpReply reply(String host) {
        List<String> lines = new ArrayList<>();
        lines.add(host);
        lines.add("PIPELINING");
        lines.add("SIZE " + size);
        lines.add("CHUNKING");
        if (eightBit) {
            lines.add("8BITMIME");
        }
        if (utf8) {
            lines.add("SMTPUTF8");
        }
        if (notifications) {
            lines.add("DSN");
        }
        if (startTls) {
            lines.add("STARTTLS");
        }
        if (login) {
            lines.add("AUTH PLAIN LOGIN");
        }
        lines.add("ENHANCEDSTATUSCODES");
        return new SmtpReply(250, lines);
    }
}
