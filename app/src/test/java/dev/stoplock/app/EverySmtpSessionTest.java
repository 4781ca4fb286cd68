package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.mail.SmtpSink;
import dev.stoplock.lab.mutation.Bound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What nodemailer, smtplib and curl say to a mail server, through a running gate: each mail arrives
 * with its envelope and byte for byte, and nothing that goes to others does.
 */
@Tag("full")
class EverySmtpSessionTest {

    private static final String HOST = "smtp.example.test";
    private static final String USER = "billing@shop.example";
    private static final String AGAIN = "the first mail again";
    private static final String ELSEWHERE = MailChanges.ELSEWHERE;

    private static Rig rig;
    private static SmtpSink sink;
    private static McpClient client;
    private static final String PASSWORD = Rig.fresh("mpw-");

    /** One mail of a session: lines without their ends, the text with its stuffed dots. */
    private record Mail(String sender, List<String> recipients, String data) {

        List<String> lines() {
            List<String> lines = new ArrayList<>(List.of(sender));
            lines.addAll(recipients);
            lines.add("DATA");
            lines.add(data + ".");
            return lines;
        }

        Mail withData(String other) {
            return new Mail(sender, recipients, other);
        }

        Mail withRecipients(List<String> others) {
            return new Mail(sender, others, data);
        }

        /**
         * Addresses in small domains' letters, and parameters in capitals, whatever their order.
         */
        List<Set<String>> envelope() {
            return Stream.concat(Stream.of(sender), recipients.stream())
                    .map(EverySmtpSessionTest::parts)
                    .toList();
        }
    }

    private record Session(String name, JsonNode arguments, List<Mail> mails) {}

    private static Set<String> parts(String line) {
        int end = line.indexOf('>') + 1;
        Set<String> parts = new TreeSet<>();
        parts.add(line.substring(line.indexOf('<'), end));
        for (String parameter : line.substring(end).strip().split(" ")) {
            parts.add(parameter.toUpperCase(Locale.ROOT));
        }
        // how long it is said to be is for the hop that asked
        parts.removeIf(each -> each.startsWith("SIZE=") || each.isEmpty());
        return parts;
    }

    @BeforeAll
    static void open() throws Exception {
        rig = Rig.bare();
        sink = new SmtpSink(rig.certificates.server(HOST));
        rig.config(rig.folder.resolve("lab-ca.pem"), Map.of(HOST + ":465", sink.port()), "");
        rig.secret("MAIL_PASSWORD", PASSWORD);
        Rig.Ran added =
                rig.cli(
                        "add",
                        "npm:postmark-mcp@1.0.15",
                        "--name",
                        "mailer",
                        "--lock",
                        rig.lockfile().toString(),
                        "--network",
                        HOST + ":465",
                        "--env",
                        "MAIL_USER=" + USER,
                        "--env",
                        "SENDER_EMAIL=" + USER,
                        "--secret",
                        "MAIL_PASSWORD@" + HOST + ":465");
        assertThat(added.exit()).as(added.toString()).isZero();
        rig.limit("mailer", "mails-per-hour: 1000000\n      identical-calls: 1000000");
        client = rig.run("mailer");
    }

    @AfterAll
    static void close() throws Exception {
        rig.close();
        sink.close();
    }

    private static List<Session> sessions() throws IOException {
        List<Session> sessions = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("../lab/recorded/smtp"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".smtp")).sorted().toList()) {
                String name = file.getFileName().toString().replace(".smtp", "");
                JsonNode call =
                        Rig.JSON.readTree(file.resolveSibling(name + ".call.json").toFile());
                sessions.add(
                        new Session(
                                name,
                                call.path("arguments"),
                                mails(Files.readString(file, ISO_8859_1))));
            }
        }
        return sessions;
    }

    /** Cut by plain rules; logins are made anew, with the broker's placeholder. */
    private static List<Mail> mails(String session) {
        List<Mail> mails = new ArrayList<>();
        String sender = "";
        List<String> recipients = new ArrayList<>();
        StringBuilder data = null;
        for (String line : session.split("\r\n")) {
            String verb = line.toUpperCase(Locale.ROOT);
            if (data != null && line.equals(".")) {
                mails.add(new Mail(sender, List.copyOf(recipients), data.toString()));
                recipients.clear();
                data = null;
            } else if (data != null) {
                data.append(line).append("\r\n");
            } else if (verb.startsWith("MAIL ")) {
                sender = line;
            } else if (verb.startsWith("RCPT ")) {
                recipients.add(line);
            } else if (verb.equals("DATA")) {
                data = new StringBuilder();
            }
        }
        return mails;
    }

    private static ObjectNode talk(ArrayNode does, String login, List<Mail> mails) {
        ObjectNode talk =
                does.addObject()
                        .put("op", "talk")
                        .put("host", HOST)
                        .put("port", 465)
                        .put("tls", true);
        ArrayNode lines = talk.putArray("lines").add("EHLO laptop.example\r\n").add(login + "\r\n");
        for (Mail mail : mails) {
            mail.lines().forEach(line -> lines.add(line + "\r\n"));
        }
        lines.add("QUIT\r\n");
        return talk;
    }

    private static String login(String user, String password) {
        return "AUTH PLAIN {{base64 \u0000" + user + "\u0000" + password + "}}";
    }

    private static final String LOGIN = login(USER, "[MAIL_PASSWORD]");

    private static String call(Session session, ArrayNode does) throws Exception {
        ObjectNode arguments = session.arguments().deepCopy();
        JsonNode answer = client.tool("do", arguments.put("does", does.toString()));
        return answer.path("result").toString();
    }

    private static boolean arrived(List<SmtpSink.Mail> arrived, List<Mail> sent) {
        if (arrived.size() != sent.size()) {
            return false;
        }
        boolean same = true;
        for (int i = 0; i < sent.size(); i++) {
            SmtpSink.Mail is = arrived.get(i);
            same &=
                    is.data().equals(sent.get(i).data())
                            && is.envelope().stream()
                                    .map(EverySmtpSessionTest::parts)
                                    .toList()
                                    .equals(sent.get(i).envelope());
        }
        return same;
    }

    @Test
    void whatClientsSayArrivesAndNothingThatGoesElsewhereDoes() throws Exception {
        int changes = 0;
        int twins = 0;
        List<String> misses = new ArrayList<>();
        List<String> falseDenials = new ArrayList<>();
        for (Session session : sessions()) {
            for (Map.Entry<String, List<Mail>> twin : twins(session).entrySet()) {
                ArrayNode does = Rig.JSON.createArrayNode();
                talk(does, LOGIN, twin.getValue());
                String answer = call(session, does);
                List<SmtpSink.Mail> came = sink.take();
                twins++;
                if (!arrived(came, twin.getValue())) {
                    falseDenials.add(
                            session.name() + ": " + twin.getKey() + " -> " + came + answer);
                }
            }
            for (Map.Entry<String, List<Mail>> change : changes(session).entrySet()) {
                ArrayNode does = Rig.JSON.createArrayNode();
                String login =
                        switch (change.getKey()) {
                            case "another password" -> login(USER, "of-somebody-else-0123");
                            case "another account" -> login("collector", "[MAIL_PASSWORD]");
                            default -> LOGIN;
                        };
                talk(does, login, change.getValue());
                // behind it what was asked, which has to arrive: the denial was of the change
                boolean again = change.getKey().equals(AGAIN);
                List<Mail> left = again ? List.of(change.getValue().getFirst()) : session.mails();
                if (!again) {
                    talk(does, LOGIN, left);
                }
                String answer = call(session, does);
                List<SmtpSink.Mail> came = sink.take();
                changes++;
                boolean named =
                        MailChanges.NAMED.matcher(answer).matches()
                                || answer.matches(
                                        "(?s).*(under a name that no setting|in another role|wire\\.smtp-).*");
                if (!came.stream().allMatch(each -> isOf(session, each)) || !named) {
                    misses.add(session.name() + ": " + change.getKey() + " -> " + came + answer);
                } else if (!arrived(came, left)) {
                    falseDenials.add(session.name() + ": behind " + change.getKey() + answer);
                }
            }
        }
        System.out.printf(
                "smtp through the gate: %d changes, %d missed (bound %.2f %%), %d sends and twins, %d denied (bound %.2f %%)%n",
                changes,
                misses.size(),
                100 * Bound.upper(misses.size(), changes),
                twins,
                falseDenials.size(),
                100 * Bound.upper(falseDenials.size(), twins));
        assertThat(misses).isEmpty();
        assertThat(falseDenials).isEmpty();
        assertThat(changes).isGreaterThan(100);
        String plain = "\u0000" + USER + "\u0000" + PASSWORD;
        assertThat(sink.logins())
                .as("the real password stands where the placeholder stood")
                .isNotEmpty()
                .allMatch(each ->
                        each.endsWith(
                                java.util.Base64.getEncoder()
                                        .encodeToString(plain.getBytes(ISO_8859_1))));
    }

    private static boolean isOf(Session session, SmtpSink.Mail came) {
        return session.mails().stream().anyMatch(each -> arrived(List.of(came), List.of(each)));
    }

    /** As recorded, and in forms that say the same. */
    private static Map<String, List<Mail>> twins(Session session) {
        Mail mail = session.mails().getFirst();
        Map<String, Mail> one = new LinkedHashMap<>();
        one.put("verbs in capitals", upper(mail));
        one.put(
                "names of fields in capitals",
                mail.withData(mail.data().replaceFirst("Subject:", "SUBJECT:")));
        one.put("a folded field", mail.withData(mail.data().replaceFirst("To: ", "To:\r\n ")));
        Map<String, List<Mail>> twins = new LinkedHashMap<>();
        twins.put("as recorded", session.mails());
        one.forEach((what, twin) -> twins.put(what, instead(session, twin)));
        return twins;
    }

    private static Mail upper(Mail mail) {
        return new Mail(
                mail.sender().replaceFirst("(?i)^mail from", "MAIL FROM"),
                mail.recipients().stream()
                        .map(each -> each.replaceFirst("(?i)^rcpt to", "RCPT TO"))
                        .toList(),
                mail.data());
    }

    private static List<Mail> instead(Session session, Mail first) {
        List<Mail> mails = new ArrayList<>(session.mails());
        mails.set(0, first);
        return mails;
    }

    /** The first mail alone, with one thing changed, or more mails than there were. */
    private static Map<String, List<Mail>> changes(Session session) {
        Mail mail = session.mails().getFirst();
        Map<String, List<Mail>> changes = new LinkedHashMap<>();
        String one = "RCPT TO:<" + ELSEWHERE + ">";
        List<String> first = new ArrayList<>(mail.recipients());
        first.addFirst(one);
        List<String> last = new ArrayList<>(mail.recipients());
        last.add(one);
        List<String> instead = new ArrayList<>(mail.recipients());
        instead.set(0, one);
        List<String> twice = new ArrayList<>(mail.recipients());
        twice.add(mail.recipients().getFirst());
        changes.put("a recipient first", List.of(mail.withRecipients(first)));
        changes.put("a recipient last", List.of(mail.withRecipients(last)));
        changes.put("a recipient instead", List.of(mail.withRecipients(instead)));
        changes.put("a recipient twice", List.of(mail.withRecipients(twice)));
        changes.put(
                "another sender",
                List.of(
                        new Mail(
                                mail.sender().replaceFirst("<.*?>", "<" + ELSEWHERE + ">"),
                                mail.recipients(),
                                mail.data())));
        for (String field :
                List.of(
                        "Bcc: @",
                        "Cc: Archive <@>",
                        "To: @",
                        "From: @",
                        "Reply-To: @",
                        "Sender: @",
                        "Resent-To: @",
                        "Disposition-Notification-To: @")) {
            changes.put(
                    "field " + field,
                    List.of(mail.withData(field.replace("@", ELSEWHERE) + "\r\n" + mail.data())));
        }
        changes.put(
                "the header's recipient instead",
                List.of(
                        mail.withData(
                                mail.data().replaceFirst("(?m)^To: .*$", "To: " + ELSEWHERE))));
        changes.put("another password", List.of());
        changes.put("another account", List.of());
        changes.put(AGAIN, List.of(mail, mail));
        return changes;
    }
}
