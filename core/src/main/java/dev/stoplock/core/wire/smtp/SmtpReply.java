package dev.stoplock.core.wire.smtp;

import dev.stoplock.core.model.RuleId;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One reply (RFC 5321, 4.2): a code from 200 to 599 and one or more lines of text, without the code
 * in front. Enhanced codes (RFC 2034) stand at the start of a line's text.
 */
public record SmtpReply(int code, List<String> lines) {

    /** RFC 5321, 4.5.3.1.5: 512 octets with the code and the end of the line. */
    private static final int LONGEST_TEXT = 500;

    private static final int WORDS = 400;

    public SmtpReply {
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("not an SMTP reply: " + code);
        }
        lines = List.copyOf(lines);
    }

    public static SmtpReply of(int code, String... lines) {
        return new SmtpReply(code, List.of(lines));
    }

    /** Our own refusal: enhanced code, rule and sentence, on one line. */
    public static SmtpReply refusal(int code, String enhanced, RuleId rule, String sentence) {
        String text = visible(sentence);
        return of(
                code,
                enhanced
                        + " refused by stoplock: "
                        + rule
                        + ": "
                        + (text.length() > WORDS ? text.substring(0, WORDS) + "..." : text));
    }

    public boolean isPositive() {
        return code < 400;
    }

    /** The first line's text. */
    public String text() {
        return lines.getFirst();
    }

    /** As it goes over the wire; characters that a reply cannot hold are written as {@code ?}. */
    public byte[] bytes() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = visible(lines.get(i));
            text.append(code)
                    .append(i + 1 < lines.size() ? '-' : ' ')
                    .append(line, 0, Math.min(line.length(), LONGEST_TEXT))
                    .append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String visible(String text) {
        return text.replaceAll("[^ -~]", "?");
    }
}
