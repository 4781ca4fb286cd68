package dev.stoplock.core.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A wiretap on an SMTP session (RFC 5321): sees each line and, of the server's replies, the codes.
 * Knows one thing only: whose mail this is, and what stands in it. Bytes are Latin-1.
 */
final class PlainSmtp {

    /** One mail as it was handed over. */
    record Handed(String sender, List<String> recipients, String message) {}

    private static final Pattern CHUNK = Pattern.compile("(?is)BDAT ([0-9]{1,6})( LAST)?\\r\\n");

    private String sender = "";
    private List<String> recipients = new ArrayList<>();
    private final StringBuilder message = new StringBuilder();
    final List<Handed> mails = new ArrayList<>();

    /** A command and how it was answered: a code, {@code mail} where a mail was taken by it. */
    void command(String line, String answer) {
        String upper = line.toUpperCase(Locale.ROOT);
        if (answer.equals("mail")) {
            // an empty last chunk
            chunk("", true);
        } else if (!answer.startsWith("2")) {
            return;
        } else if (upper.startsWith("MAIL")) {
            sender = between(line);
            recipients = new ArrayList<>();
        } else if (upper.startsWith("RCPT")) {
            recipients.add(between(line));
        } else if (upper.matches("(?s)(RSET|EHLO|HELO|STARTTLS)([ \r].*)?")) {
            forget();
        }
    }

    /** Octets behind DATA, with the dot that ends them. */
    void data(String octets, boolean taken) {
        String text = octets.substring(0, Math.max(0, octets.length() - 3));
        StringBuilder lines = new StringBuilder();
        for (String line : text.split("(?<=\r\n)")) {
            lines.append(line.startsWith(".") ? line.substring(1) : line);
        }
        if (taken) {
            mails.add(new Handed(sender, recipients, lines.toString()));
        }
        forget();
    }

    /** Octets of one chunk; {@code taken}: with it the mail was. */
    void chunk(String octets, boolean taken) {
        message.append(octets);
        if (taken) {
            mails.add(new Handed(sender, recipients, message.toString()));
            forget();
        }
    }

    /** How many octets a line announces, as a chunk. */
    static int chunk(String line) {
        Matcher announced = CHUNK.matcher(line);
        return announced.matches() ? Integer.parseInt(announced.group(1)) : 0;
    }

    void forget() {
        sender = "";
        recipients = new ArrayList<>();
        message.setLength(0);
    }

    private static String between(String line) {
        return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
    }

    /**
     * How many mails a server takes from these bytes that ends lines at any CR or LF, and a message
     * at any such line of one dot.
     */
    static int leniently(String bytes) {
        int mails = 0;
        boolean inData = false;
        for (String line : bytes.split("\r\n|\r|\n", -1)) {
            if (inData) {
                if (line.equals(".")) {
                    inData = false;
                    mails++;
                }
            } else {
                inData = line.equalsIgnoreCase("DATA");
            }
        }
        return mails;
    }
}
