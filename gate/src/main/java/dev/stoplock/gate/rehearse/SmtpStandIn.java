package dev.stoplock.gate.rehearse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;

/**
 * Takes mails by SMTP (RFC 5321) and throws them away: what they were is the gate's to see. It
 * offers what the gate itself passes on; TLS is the gate's too, so it speaks none.
 */
final class SmtpStandIn implements StandInLine.Peer {

    private final StringBuilder in = new StringBuilder();
    private boolean data;
    private int login;
    private long chunk;
    private boolean lastChunk;

    @Override
    public byte[] greeting() {
        return bytes("220 mail.example ESMTP\r\n");
    }

    @Override
    public byte[] answer(byte[] written) {
        in.append(new String(written, ISO_8859_1));
        StringBuilder out = new StringBuilder();
        while (step(out)) {
            // each step takes one line, one chunk or one message from what was written
        }
        return bytes(out.toString());
    }

    private boolean step(StringBuilder out) {
        if (chunk > 0) {
            int n = (int) Math.min(chunk, in.length());
            in.delete(0, n);
            chunk -= n;
            if (chunk == 0) {
                out.append(lastChunk ? "250 2.0.0 taken\r\n" : "250 2.0.0 next\r\n");
            }
            return n > 0;
        }
        if (data) {
            int end = in.indexOf("\r\n.\r\n");
            boolean empty = in.indexOf(".\r\n") == 0;
            if (end < 0 && !empty) {
                return false;
            }
            in.delete(0, empty ? 3 : end + 5);
            data = false;
            out.append("250 2.0.0 taken\r\n");
            return true;
        }
        int end = in.indexOf("\r\n");
        if (end < 0) {
            return false;
        }
        String line = in.substring(0, end);
        in.delete(0, end + 2);
        out.append(answer(line));
        return true;
    }

    private String answer(String line) {
        if (login > 0) {
            login--;
            return login > 0 ? "334 UGFzc3dvcmQ6\r\n" : "235 2.7.0 welcome\r\n";
        }
        String upper = line.toUpperCase(Locale.ROOT);
        String verb = upper.split(" ", 2)[0];
        return switch (verb) {
            case "EHLO" ->
                    "250-mail.example\r\n250-SIZE 35882577\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n"
                            + "250-STARTTLS\r\n250-DSN\r\n250-AUTH PLAIN LOGIN\r\n250 CHUNKING\r\n";
            case "HELO" -> "250 mail.example\r\n";
            case "STARTTLS" -> "220 2.0.0 go on\r\n";
            case "AUTH" -> auth(upper);
            case "DATA" -> {
                data = true;
                yield "354 go on\r\n";
            }
            case "BDAT" -> {
                String[] words = upper.split(" ");
                chunk =
                        words.length > 1 && words[1].matches("[0-9]{1,9}")
                                ? Long.parseLong(words[1])
                                : 0;
                lastChunk = upper.endsWith(" LAST");
                yield chunk == 0 ? "250 2.0.0 taken\r\n" : "";
            }
            case "QUIT" -> "221 2.0.0 bye\r\n";
            case "MAIL", "RCPT", "RSET", "NOOP" -> "250 2.1.0 well\r\n";
            default -> "502 5.5.1 not here\r\n";
        };
    }

    private String auth(String upper) {
        boolean initial = upper.trim().split(" +").length > 2;
        if (upper.startsWith("AUTH LOGIN")) {
            login = initial ? 1 : 2;
            return initial ? "334 UGFzc3dvcmQ6\r\n" : "334 VXNlcm5hbWU6\r\n";
        }
        login = initial ? 0 : 1;
        return initial ? "235 2.7.0 welcome\r\n" : "334 \r\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
