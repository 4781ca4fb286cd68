package dev.stoplock.core.policy;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a real client said on one connection, cut by plain rules: the lines before the first mail,
 * and of each mail its sender, its recipients and its text with stuffed dots. Bytes are Latin-1.
 */
record SmtpRecording(String name, Json arguments, String before, List<Mail> mails) {

    /** Lines with their ends; {@code data} ends before the line of the dot. */
    record Mail(String sender, List<String> recipients, String data) {

        String envelope() {
            return sender + String.join("", recipients);
        }

        String whole() {
            return envelope() + "DATA\r\n" + data + ".\r\n";
        }

        String header() {
            return data.substring(0, data.indexOf("\r\n\r\n") + 2);
        }

        Mail withData(String other) {
            return new Mail(sender, recipients, other);
        }

        Mail withRecipients(List<String> others) {
            return new Mail(sender, others, data);
        }
    }

    static List<SmtpRecording> all() throws IOException {
        Path folder = Path.of("../lab/recorded/smtp");
        List<SmtpRecording> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".smtp")).sorted().toList()) {
                all.add(read(file));
            }
        }
        return all;
    }

    private static SmtpRecording read(Path file) throws IOException {
        String name = file.getFileName().toString().replace(".smtp", "");
        byte[] call = Files.readAllBytes(file.resolveSibling(name + ".call.json"));
        Json json = ((JsonResult.Parsed) JsonReader.read(call, JsonLimits.MESSAGE)).value();
        Json arguments =
                java.util.Objects.requireNonNull(((Json.Obj) json).members().get("arguments"));
        StringBuilder before = new StringBuilder();
        List<Mail> mails = new ArrayList<>();
        String sender = "";
        List<String> recipients = new ArrayList<>();
        StringBuilder data = null;
        String all = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String line : all.split("(?<=\r\n)")) {
            String upper = line.toUpperCase(java.util.Locale.ROOT);
            if (data != null && line.equals(".\r\n")) {
                mails.add(new Mail(sender, List.copyOf(recipients), data.toString()));
                recipients.clear();
                data = null;
            } else if (data != null) {
                data.append(line);
            } else if (upper.startsWith("MAIL ")) {
                sender = line;
            } else if (upper.startsWith("RCPT ")) {
                recipients.add(line);
            } else if (upper.startsWith("DATA")) {
                data = new StringBuilder();
            } else if (!upper.startsWith("QUIT")) {
                before.append(line);
            }
        }
        return new SmtpRecording(name, arguments, before.toString(), mails);
    }

    /** The session anew, with another mail in one place. */
    String with(int index, Mail changed) {
        return with(index, changed.whole());
    }

    String with(int index, String instead) {
        StringBuilder text = new StringBuilder(before);
        for (int i = 0; i < mails.size(); i++) {
            text.append(i == index ? instead : mails.get(i).whole());
        }
        return text + "QUIT\r\n";
    }
}
