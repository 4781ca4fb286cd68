package dev.stoplock.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.effect.MailServers;
import dev.stoplock.core.effect.SmtpSubmission;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.wire.auth.Sasl;
import dev.stoplock.core.wire.smtp.SmtpConversation;
import dev.stoplock.core.wire.smtp.SmtpMail;
import dev.stoplock.core.wire.smtp.SmtpOffer;
import dev.stoplock.core.wire.smtp.SmtpReply;
import dev.stoplock.core.wire.smtp.SmtpStep;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What real clients say by SMTP, as it is and with each thing in it changed: as it is it leaves,
 * and changed it does not.
 */
class RecordedSmtpTest {

    private static final Destination HOST = new Destination("smtp.example.test", 587);
    private static final String STRANGER = "archive@collector.example";
    private static final String PASSWORD = "not-a-real-password";
    private static final SmtpOffer ALL = new SmtpOffer(true, true, true, true, true, 1 << 20);
    private static final Judge JUDGE = judge();

    private static Judge judge() {
        ServerPolicy policy =
                new ServerPolicy(
                        new ServerName("mailer"),
                        new Grant(
                                Set.of(HOST),
                                Set.of(),
                                Map.of(
                                        "SENDER_EMAIL", "billing@shop.example",
                                        "SMTP_USER", "billing@shop.example")),
                        List.of(),
                        null,
                        Modes.ENFORCE);
        SecretName name = new SecretName("SMTP_PASS");
        return new Judge(
                policy,
                new DefaultContract(
                        policy,
                        (presented, destination) ->
                                presented.equals(PASSWORD) && destination.equals(HOST)
                                        ? name
                                        : null));
    }

    /** What became of a session: what left, and what was refused. */
    private record Played(List<String> left, List<String> refused) {}

    private static Played play(String session, Json arguments, int chunk) {
        SmtpConversation conversation = new SmtpConversation("h.test", 1 << 20);
        Lease lease =
                new Lease(
                        new ToolCall(
                                new CallId("c1"),
                                new AgentName("a"),
                                new ServerName("mailer"),
                                new InstanceId("i1"),
                                "send_email",
                                arguments,
                                Instant.EPOCH),
                        List.of(),
                        List.of());
        Played played = new Played(new ArrayList<>(), new ArrayList<>());
        Sasl.Presented login = null;
        List<byte[]> writes = new ArrayList<>();
        if (chunk > 0) {
            byte[] all = session.getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < all.length; i += chunk) {
                writes.add(java.util.Arrays.copyOfRange(all, i, Math.min(all.length, i + chunk)));
            }
        } else {
            for (String line : session.split("(?<=\r\n)")) {
                writes.add(line.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        for (byte[] write : writes) {
            conversation.feed(write, 0, write.length);
            SmtpStep step = conversation.next();
            while (!(step instanceof SmtpStep.More)) {
                switch (step) {
                    case SmtpStep.Hello hello -> conversation.offered(ALL);
                    case SmtpStep.Login(String user, String password) -> {
                        Sasl.Presented presented = new Sasl.Presented(user, password);
                        boolean good =
                                leaves(
                                        JUDGE.judge(
                                                MailServers.login(HOST, "smtp login", presented),
                                                List.of()),
                                        played);
                        login = good ? presented : login;
                        conversation.settled(good);
                    }
                    case SmtpStep.Mail(SmtpMail mail) -> {
                        Judgement judgement =
                                JUDGE.judge(
                                        MailServers.mail(new SmtpSubmission(HOST, login, mail)),
                                        List.of(lease));
                        boolean good = leaves(judgement, played);
                        if (good) {
                            played.left().add(mail.recipients() + " " + mail.sender());
                            Judgement.Judged one = judgement.effects().getFirst();
                            lease =
                                    lease.withSpend(
                                            new Spend(
                                                    new EffectId("e" + played.left().size()),
                                                    one.key(),
                                                    one.explained().tokens(),
                                                    Spend.State.SENT));
                        }
                        conversation.settled(good);
                    }
                    case SmtpStep.Refused(SmtpReply reply, var rule, var sentence, boolean last) ->
                            played.refused().add(rule.value());
                    case SmtpStep.Said said -> {}
                    case SmtpStep.Secure secure -> conversation.secured();
                    case SmtpStep.Quit quit -> {}
                    case SmtpStep.More more -> {}
                }
                step = conversation.next();
            }
        }
        return played;
    }

    private static boolean leaves(Judgement judgement, Played played) {
        if (!judgement.leaves()) {
            played.refused()
                    .add(judgement.verdict().rule() + ": " + judgement.verdict().sentence());
        }
        return judgement.leaves();
    }

    @Test
    void whatRealClientsSayLeavesWholeHoweverItArrives() throws Exception {
        List<SmtpRecording> recordings = SmtpRecording.all();
        assertThat(recordings).hasSizeGreaterThanOrEqualTo(14);
        for (SmtpRecording recording : recordings) {
            for (int chunk : new int[] {0, 1}) {
                Played played = play(recording.with(-1, ""), recording.arguments(), chunk);
                assertThat(played.refused()).as(recording.name()).isEmpty();
                assertThat(played.left()).as(recording.name()).hasSize(recording.mails().size());
            }
        }
    }

    @Test
    void whatSaysTheSameInAnotherFormLeavesToo() throws Exception {
        int twins = 0;
        for (SmtpRecording recording : SmtpRecording.all()) {
            for (Map.Entry<String, String> twin : twins(recording).entrySet()) {
                Played played = play(twin.getValue(), recording.arguments(), 0);
                assertThat(played.refused()).as(recording.name() + " " + twin.getKey()).isEmpty();
                assertThat(played.left())
                        .as(recording.name() + " " + twin.getKey())
                        .hasSize(recording.mails().size());
                twins++;
            }
        }
        System.out.printf("recorded smtp: %d twins, 0 denied%n", twins);
        assertThat(twins).isGreaterThan(100);
    }

    private static Map<String, String> twins(SmtpRecording recording) {
        Map<String, String> twins = new LinkedHashMap<>();
        SmtpRecording.Mail mail = recording.mails().getFirst();
        String data = mail.data();
        String unstuffed = data.replaceAll("(?m)^\\.", "");
        int half = unstuffed.length() / 2;
        twins.put("verbs in lower case", recording.with(0, mail.whole().replace("RCPT", "rcpt")));
        twins.put("verbs in upper case", recording.with(0, mail.whole().replace("rcpt", "RCPT")));
        twins.put("a space behind the colon", recording.with(0, mail.whole().replace(":<", ": <")));
        twins.put("NOOP before", recording.with(0, "NOOP\r\n" + mail.whole()));
        twins.put(
                "RSET in between", recording.with(0, mail.envelope() + "RSET\r\n" + mail.whole()));
        twins.put(
                "one chunk",
                recording.with(
                        0,
                        mail.envelope() + "BDAT " + unstuffed.length() + " LAST\r\n" + unstuffed));
        twins.put(
                "two chunks",
                recording.with(
                        0,
                        mail.envelope()
                                + "BDAT "
                                + half
                                + "\r\n"
                                + unstuffed.substring(0, half)
                                + "BDAT "
                                + (unstuffed.length() - half)
                                + " LAST\r\n"
                                + unstuffed.substring(half)));
        twins.put(
                "an empty last chunk",
                recording.with(
                        0,
                        mail.envelope()
                                + "BDAT "
                                + unstuffed.length()
                                + "\r\n"
                                + unstuffed
                                + "BDAT 0 LAST\r\n"));
        twins.put(
                "another case of names",
                recording.with(0, mail.withData(data.replaceFirst("Subject:", "SUBJECT:"))));
        twins.put(
                "a folded field",
                recording.with(0, mail.withData(data.replaceFirst("To: ", "To:\r\n "))));
        twins.put(
                "a domain in upper case",
                recording.with(
                        0,
                        mail.withRecipients(
                                mail.recipients().stream()
                                        .map(each ->
                                                each.contains("ORCPT")
                                                        ? each
                                                        : each.replace(
                                                                "@client.example",
                                                                "@CLIENT.example"))
                                        .toList())));
        return twins;
    }

    @Test
    void nothingLeavesOnceAnythingInItIsChanged() throws Exception {
        int tried = 0;
        List<String> missed = new ArrayList<>();
        for (SmtpRecording recording : SmtpRecording.all()) {
            for (int i = 0; i < recording.mails().size(); i++) {
                for (Map.Entry<String, String> changed :
                        SmtpChanges.of(recording, i, STRANGER).entrySet()) {
                    tried++;
                    for (int chunk : new int[] {0, 1}) {
                        Played played = play(changed.getValue(), recording.arguments(), chunk);
                        boolean stranger =
                                played.left().stream().anyMatch(each -> each.contains("collector"));
                        boolean fewer = played.left().size() <= recording.mails().size();
                        if (played.refused().isEmpty() || stranger || !fewer) {
                            missed.add(recording.name() + ": " + changed.getKey() + " " + played);
                        }
                    }
                }
            }
        }
        System.out.printf("recorded smtp: %d changes, %d missed%n", tried, missed.size());
        assertThat(missed).isEmpty();
        assertThat(tried).isGreaterThan(700);
    }
}
