package dev.stoplock.core.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.RuleId;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an upstream says, and what is offered because of it. */
class SmtpRepliesTest {

    private static SmtpReplies.Step read(String text) {
        SmtpReplies replies = new SmtpReplies();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        replies.feed(bytes, 0, bytes.length);
        return replies.next();
    }

    @Test
    void aReplyOfSeveralLinesIsOne() {
        assertThat(read("250-mx.test\r\n250-SIZE 100\r\n250 DSN\r\n"))
                .isEqualTo(
                        new SmtpReplies.Step.Whole(
                                SmtpReply.of(250, "mx.test", "SIZE 100", "DSN")));
        assertThat(read("250\r\n")).isEqualTo(new SmtpReplies.Step.Whole(SmtpReply.of(250, "")));
        assertThat(read("250-x\r\n")).isEqualTo(new SmtpReplies.Step.More());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "250-a\r\n251 b\r\n",
                "hello\r\n",
                "250x\r\n",
                "150 a\r\n",
                "250 a\n",
                "250 a\rb\r\n",
                "600 a\r\n"
            })
    void whatIsNoReplyIsRefused(String text) {
        assertThat(read(text)).isInstanceOf(SmtpReplies.Step.Refused.class);
    }

    @Test
    void whatComesUnaskedIsSeen() {
        SmtpReplies replies = new SmtpReplies();
        byte[] bytes = "220 go\r\n250 forged\r\n".getBytes(StandardCharsets.UTF_8);
        replies.feed(bytes, 0, bytes.length);
        assertThat(replies.next()).isInstanceOf(SmtpReplies.Step.Whole.class);
        assertThat(replies.isAhead()).isTrue();
    }

    @Test
    void onlyWhatTheUpstreamOffersAndCanBeJudgedIsOffered() {
        SmtpReply hello =
                SmtpReply.of(
                        250,
                        "mx.test",
                        "PIPELINING",
                        "SIZE 50",
                        "VRFY",
                        "ETRN",
                        "BINARYMIME",
                        "AUTH CRAM-MD5 LOGIN",
                        "8bitmime",
                        "XCLIENT NAME");
        SmtpOffer offer = SmtpOffer.of(hello, 100);
        assertThat(offer).isEqualTo(new SmtpOffer(false, true, true, false, false, 50));
        assertThat(SmtpOffer.takesPlain(hello)).isFalse();
        assertThat(offer.reply("h.test").lines())
                .containsExactly(
                        "h.test",
                        "PIPELINING",
                        "SIZE 50",
                        "CHUNKING",
                        "8BITMIME",
                        "AUTH PLAIN LOGIN",
                        "ENHANCEDSTATUSCODES");
        assertThat(SmtpOffer.of(SmtpReply.of(250, "mx.test", "SIZE 0"), 100).size()).isEqualTo(100);
    }

    @Test
    void aReplyIsLinesOfVisibleAscii() {
        SmtpReply refusal =
                SmtpReply.refusal(550, "5.7.1", new RuleId("a.b"), "zu J\u00f6rg\r\n250 forged");
        assertThat(new String(refusal.bytes(), StandardCharsets.US_ASCII))
                .isEqualTo("550 5.7.1 refused by stoplock: a.b: zu J?rg??250 forged\r\n");
        assertThat(new String(SmtpReply.of(250, "a", "b").bytes(), StandardCharsets.US_ASCII))
                .isEqualTo("250-a\r\n250 b\r\n");
    }

    @Test
    void aMailIsWrittenAsItWasReadAndItsDotsAreStuffed() {
        SmtpPlay play = new SmtpPlay(SmtpPlay.ALL);
        play.send("EHLO x\r\n");
        play.send(
                "MAIL FROM:<a@b.test> BODY=8BITMIME RET=HDRS ENVID=q1\r\n"
                        + "RCPT TO:<c@d.test> NOTIFY=NEVER ORCPT=rfc822;c@d.test\r\nDATA\r\n");
        play.send("x\r\n..\r\n..y\r\n\r\n.\r\n");
        SmtpMail mail = play.mails.getFirst();
        assertThat(new String(SmtpWriter.whole(mail, SmtpPlay.ALL), StandardCharsets.US_ASCII))
                .isEqualTo(
                        "MAIL FROM:<a@b.test> RET=HDRS ENVID=q1\r\n"
                                + "RCPT TO:<c@d.test> NOTIFY=NEVER ORCPT=rfc822;c@d.test\r\n"
                                + "DATA\r\nx\r\n..\r\n..y\r\n\r\n.\r\n");
        assertThat(SmtpWriter.sender(mail, SmtpPlay.ALL, true)).contains(" SIZE=12 ");
    }
}
