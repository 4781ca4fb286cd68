package dev.stoplock.gate.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.Verdict;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.wire.smtp.SmtpMail;
import dev.stoplock.core.wire.smtp.SmtpReply;
import dev.stoplock.gate.secrets.SecretBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a mail that was let go, by what the mail server says. */
class SmtpMailsTest {

    private static final Destination HOST = new Destination("mx.test", 587);
    private static final Judgement ALLOWED =
            new Judgement(
                    new Verdict.Allow(new RuleId("contract.explained"), "as asked"),
                    Mode.ENFORCE,
                    true,
                    null,
                    List.of(),
                    List.of());
    private static final SmtpMail MAIL =
            new SmtpMail(
                    new SmtpMail.Sender("a@b.test", false, null, null),
                    List.of(
                            new SmtpMail.Recipient("c@d.test", null, null),
                            new SmtpMail.Recipient("e@f.test", null, null)),
                    "Subject: x\r\n\r\n.\r\n.hidden\r\n".getBytes(StandardCharsets.US_ASCII));

    @TempDir Path home;

    private static Map<String, String> answers(String... changed) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (int i = 0; i < changed.length; i += 2) {
            answers.put(changed[i], changed[i + 1]);
        }
        answers.putIfAbsent("EHLO", "250-mx.test\r\n250-SIZE 5000\r\n250 8BITMIME\r\n");
        answers.putIfAbsent("RSET", "250 ok\r\n");
        answers.putIfAbsent("MAIL", "250 ok\r\n");
        answers.putIfAbsent("RCPT", "250 ok\r\n");
        answers.putIfAbsent("DATA", "354 go\r\n");
        return answers;
    }

    private SmtpMails mails(ScriptedPeer peer, Latch latch) throws Exception {
        return new SmtpMails(
                new InstanceId("mail-1"),
                HOST,
                new SecretBroker(home, home, new SecureRandom()),
                peer.dialer(),
                latch);
    }

    private Sent<SmtpReply> sent(ScriptedPeer peer) throws Exception {
        try (SmtpMails mails = mails(peer, new Latch())) {
            mails.offer(false);
            return mails.mail(MAIL).forward(ALLOWED, () -> {});
        }
    }

    @Test
    void aMailGoesOnAsItWasJudged() throws Exception {
        Map<String, String> answers = answers(".", "250 2.0.0 taken as 4711\r\n");
        try (ScriptedPeer peer = new ScriptedPeer("220 mx.test\r\n", lastDot(answers))) {
            assertThat(sent(peer))
                    .isInstanceOfSatisfying(
                            Sent.Answered.class,
                            answered -> {
                                assertThat(answered.status()).isEqualTo(250);
                                assertThat(answered.fate()).isEqualTo(Sent.Fate.TAKEN);
                            });
            assertThat(peer.heard)
                    .containsExactly(
                            "connected",
                            "EHLO [127.0.0.1]",
                            "RSET",
                            "MAIL FROM:<a@b.test> SIZE=26",
                            "RCPT TO:<c@d.test>",
                            "RCPT TO:<e@f.test>",
                            "DATA",
                            "Subject: x",
                            "",
                            "..",
                            "..hidden",
                            ".");
        }
    }

    /** Stuffed dots are no end. */
    private static Map<String, String> lastDot(Map<String, String> answers) {
        Map<String, String> ordered = new LinkedHashMap<>();
        ordered.put("..", "");
        ordered.putAll(answers);
        return ordered;
    }

    @Test
    void aRefusedRecipientIsPassedOnAndNobodyGetsTheMail() throws Exception {
        try (ScriptedPeer peer =
                new ScriptedPeer(
                        "220 mx.test\r\n", answers("RCPT TO:<e@", "550 5.1.1 no such user\r\n"))) {
            assertThat(sent(peer))
                    .isInstanceOfSatisfying(
                            Sent.Answered.class,
                            answered -> {
                                assertThat(answered.status()).isEqualTo(550);
                                assertThat(answered.fate()).isEqualTo(Sent.Fate.REFUSED);
                                assertThat(answered.came().passedOn().toString())
                                        .contains("<e@f.test> 550 5.1.1 no such user");
                            });
            assertThat(peer.heard).doesNotContain("DATA").endsWith("RSET");
        }
    }

    @Test
    void aConnectionLostAfterTheEndOfAMailMeansThatItMayHaveLeft() throws Exception {
        try (ScriptedPeer peer =
                new ScriptedPeer("220 mx.test\r\n", lastDot(answers(".", "close")))) {
            assertThat(sent(peer)).isInstanceOf(Sent.Unknown.class);
        }
    }

    @Test
    void aConnectionLostBeforeMeansThatNoMailLeft() throws Exception {
        try (ScriptedPeer peer =
                new ScriptedPeer("220 mx.test\r\n", answers("RCPT TO:<e@", "close"))) {
            assertThat(sent(peer)).isInstanceOf(Sent.Failed.class);
            assertThat(peer.heard).doesNotContain("DATA");
        }
    }

    @Test
    void aReplyThatCannotBeReadLeavesTheFateOpen() throws Exception {
        try (ScriptedPeer peer =
                new ScriptedPeer("220 mx.test\r\n", lastDot(answers(".", "hello\r\n")))) {
            assertThat(sent(peer)).isInstanceOf(Sent.Unknown.class);
        }
    }

    @Test
    void aConnectionThatDiedWhileIdleIsMadeAnew() throws Exception {
        try (ScriptedPeer peer =
                new ScriptedPeer(
                        "220 mx.test\r\n", lastDot(answers("RSET", "close", ".", "250 ok\r\n")))) {
            assertThat(sent(peer)).isInstanceOf(Sent.Answered.class);
            assertThat(peer.heard.stream().filter("connected"::equals)).hasSize(2);
        }
    }

    @Test
    void nothingLeavesOnceTheDoorIsShut() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer("220 mx.test\r\n", answers())) {
            Latch latch = new Latch();
            try (SmtpMails mails = mails(peer, latch)) {
                mails.offer(false);
                assertThat(mails.mail(MAIL).forward(ALLOWED, latch::shut))
                        .isInstanceOfSatisfying(
                                Sent.NotAllowed.class,
                                not ->
                                        assertThat(not.refusal().rule().value())
                                                .isEqualTo("host.door-shut"));
            }
            assertThat(peer.heard).doesNotContain("MAIL FROM:<a@b.test> SIZE=26");
        }
    }

    @Test
    void repliesPutInFrontOfTheHandshakeAreNotBelieved() throws Exception {
        try (ScriptedPeer peer =
                        new ScriptedPeer(
                                "220 mx.test\r\n",
                                answers(
                                        "EHLO", "250-mx.test\r\n250 STARTTLS\r\n",
                                        "STARTTLS", "220 go\r\n250-forged\r\n250 AUTH PLAIN\r\n"));
                SmtpMails mails = mails(peer, new Latch())) {
            assertThatThrownBy(() -> mails.offer(false))
                    .isInstanceOf(NotConnected.class)
                    .hasMessageContaining("before TLS");
        }
    }

    @Test
    void neitherALoginNorTlsIsOfferedWhereTheUpstreamIsInPlain() throws Exception {
        try (ScriptedPeer peer =
                        new ScriptedPeer(
                                "220 mx.test\r\n",
                                answers("EHLO", "250-mx.test\r\n250 AUTH PLAIN LOGIN\r\n"));
                SmtpMails mails = mails(peer, new Latch())) {
            assertThat(mails.offer(false).login()).isFalse();
            assertThat(mails.offer(false).startTls()).isFalse();
            mails.encryptedOnly();
            assertThatThrownBy(() -> mails.offer(true)).isInstanceOf(NotConnected.class);
        }
    }

    @Test
    void aServerThatDoesNotGreetIsNotSpokenTo() throws Exception {
        try (ScriptedPeer peer = new ScriptedPeer("554 not here\r\n", answers());
                SmtpMails mails = mails(peer, new Latch())) {
            assertThatThrownBy(() -> mails.offer(false))
                    .isInstanceOf(NotConnected.class)
                    .hasMessageContaining("554 not here");
            assertThat(peer.heard).containsExactly("connected");
        }
    }
}
