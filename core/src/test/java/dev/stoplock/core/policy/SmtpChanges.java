package dev.stoplock.core.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Each way in which a server could turn a recorded session to its own ends, one at a time. */
final class SmtpChanges {

    private static final Pattern ADDRESS = Pattern.compile("[a-z.]+@[a-z]+\\.example");
    private static final List<String> FIELDS =
            List.of(
                    "Bcc",
                    "bCC",
                    "Reply-To",
                    "Sender",
                    "Resent-To",
                    "Resent-Bcc",
                    "Errors-To",
                    "Return-Path",
                    "Disposition-Notification-To",
                    "Return-Receipt-To",
                    "Mail-Followup-To",
                    "Apparently-To",
                    "X-Envelope-To",
                    "X-Anything",
                    "List-Unsubscribe",
                    "Autocrypt");

    private SmtpChanges() {}

    static Map<String, String> of(SmtpRecording recording, int index, String stranger) {
        SmtpRecording.Mail mail = recording.mails().get(index);
        Map<String, String> changed = new LinkedHashMap<>();
        envelope(recording, index, mail, stranger, changed);
        header(recording, index, mail, stranger, changed);
        framing(recording, index, mail, stranger, changed);
        return changed;
    }

    private static void envelope(
            SmtpRecording recording,
            int index,
            SmtpRecording.Mail mail,
            String stranger,
            Map<String, String> changed) {
        String one = "RCPT TO:<" + stranger + ">\r\n";
        List<String> recipients = mail.recipients();
        for (int i = 0; i <= recipients.size(); i++) {
            List<String> more = new ArrayList<>(recipients);
            more.add(i, one);
            changed.put("added recipient " + i, recording.with(index, mail.withRecipients(more)));
        }
        for (int i = 0; i < recipients.size(); i++) {
            String real = recipients.get(i);
            Map<String, String> instead = new LinkedHashMap<>();
            instead.put("replaced", one);
            instead.put("twice", real + real);
            instead.put("route", real.replaceFirst("<", "<@collector.example:"));
            instead.put(
                    "percent",
                    real.replaceFirst(
                            "@client.example|@shop.example", "%client.example@collector.example"));
            instead.put("display", real.replaceFirst("<(.*?)>", "<\"$1\" <" + stranger + ">>"));
            instead.put(
                    "sub-domain", real.replaceFirst("\\.example", ".example.collector.example"));
            instead.put("tag", real.replaceFirst("@", "+collector@"));
            instead.put("original", real.replaceFirst(">", "> ORCPT=rfc822;" + stranger));
            instead.put("parameter", real.replaceFirst(">", "> XFORWARD=" + stranger));
            instead.put("bare CR", real.replaceFirst("\r\n", "\rRCPT TO:<" + stranger + ">\r\n"));
            instead.put("bare LF", real.replaceFirst("\r\n", "\nRCPT TO:<" + stranger + ">\r\n"));
            instead.put("NUL", real.replaceFirst(">", "\0>"));
            for (Map.Entry<String, String> each : instead.entrySet()) {
                if (each.getValue().equals(real)) {
                    continue;
                }
                List<String> others = new ArrayList<>(recipients);
                others.set(i, each.getValue());
                changed.put(
                        "recipient " + i + " " + each.getKey(),
                        recording.with(index, mail.withRecipients(others)));
            }
        }
        String sender = mail.sender();
        for (String other :
                List.of(
                        sender.replaceFirst("<.*?>", "<" + stranger + ">"),
                        sender.replaceFirst("<(.*?)@", "<$1+collector@"),
                        sender.replaceFirst(">", "> AUTH=" + stranger),
                        sender.replaceFirst(">", "> ENVID=" + stranger + " ENVID=x"))) {
            changed.put(
                    "sender " + other,
                    recording.with(index, new SmtpRecording.Mail(other, recipients, mail.data())));
        }
    }

    private static void header(
            SmtpRecording recording,
            int index,
            SmtpRecording.Mail mail,
            String stranger,
            Map<String, String> changed) {
        String header = mail.header();
        String rest = mail.data().substring(header.length());
        for (String field : FIELDS) {
            changed.put(
                    "field " + field,
                    data(recording, index, mail, field + ": " + stranger + "\r\n" + header + rest));
        }
        for (String field : List.of("To", "From", "Subject", "Content-Type")) {
            if (header.contains(field + ":")) {
                changed.put(
                        "second " + field,
                        data(
                                recording,
                                index,
                                mail,
                                header + field + ": " + stranger + "\r\n" + rest));
            }
        }
        Matcher address = ADDRESS.matcher(header);
        int n = 0;
        while (address.find()) {
            String line = header.substring(header.lastIndexOf("\r\n", address.start()) + 1);
            if (line.strip().startsWith("Message-ID")) {
                continue;
            }
            String before = header.substring(0, address.start());
            String after = header.substring(address.end());
            Map<String, String> instead = new LinkedHashMap<>();
            instead.put("replaced", stranger);
            instead.put("joined", address.group() + ", " + stranger);
            instead.put("folded", stranger + ",\r\n " + address.group());
            instead.put("group", "all: " + address.group() + ", " + stranger + ";");
            instead.put("coded", "=?utf-8?q?archive=40collector=2Eexample?=");
            instead.put("comment", address.group() + " (" + stranger + ")");
            instead.put("plus", address.group().replace("@", "+collector@"));
            for (Map.Entry<String, String> each : instead.entrySet()) {
                changed.put(
                        "address " + n + " " + each.getKey(),
                        data(recording, index, mail, before + each.getValue() + after + rest));
            }
            n++;
        }
        changed.put(
                "space before a colon",
                data(recording, index, mail, "Bcc : " + stranger + "\r\n" + header + rest));
        changed.put(
                "a header behind an empty fold",
                data(
                        recording,
                        index,
                        mail,
                        header.replaceFirst("\r\n", "\r\n \r\nBcc: " + stranger + "\r\n") + rest));
        changed.put(
                "a line that is no field",
                data(recording, index, mail, stranger + "\r\n" + header + rest));
    }

    private static void framing(
            SmtpRecording recording,
            int index,
            SmtpRecording.Mail mail,
            String stranger,
            Map<String, String> changed) {
        String second =
                "MAIL FROM:<billing@shop.example>\r\nRCPT TO:<"
                        + stranger
                        + ">\r\nDATA\r\n"
                        + mail.data()
                        + ".\r\n";
        for (String end :
                List.of(
                        "\n.\n",
                        "\n.\r\n",
                        "\r\n.\n",
                        "\r\n.\r",
                        "\r.\r",
                        "\r\n\0.\r\n",
                        "\r\n.\0\r\n",
                        "\r\r\n.\r\r\n")) {
            changed.put(
                    "smuggled behind " + end.replace("\r", "CR").replace("\n", "LF"),
                    data(recording, index, mail, mail.data() + "x" + end + second));
        }
        changed.put("a second mail", recording.with(index, mail.whole() + second));
        changed.put("the same mail again", recording.with(index, mail.whole() + mail.whole()));
        changed.put(
                "a chunk that is shorter than it says",
                recording.with(index, mail.envelope() + "BDAT 3 LAST\r\n" + second));
        changed.put(
                "chunks and DATA",
                recording.with(
                        index, mail.envelope() + "BDAT 2\r\n\r\nBDAT 3 LAST\r\nabc" + second));
        for (String command :
                List.of(
                        "VRFY " + stranger,
                        "EXPN x",
                        "ETRN collector.example",
                        "TURN",
                        "XCLIENT LOGIN=x",
                        "XFORWARD NAME=x",
                        "SOML FROM:<a@b.test>",
                        "HELP x",
                        "AUTH PLAIN AGFAYi5leGFtcGxlAGZvcmVpZ24=",
                        "AUTH CRAM-MD5")) {
            changed.put(
                    "command " + command,
                    recording
                            .with(index, command + "\r\n" + mail.whole())
                            .replaceFirst(
                                    "(?s)AUTH (PLAIN A|LOGIN b|PLAIN\r\nA|LOGIN\r\n).*?(?=AUTH)",
                                    ""));
        }
    }

    private static String data(
            SmtpRecording recording, int index, SmtpRecording.Mail mail, String data) {
        return recording.with(index, mail.withData(data));
    }
}
