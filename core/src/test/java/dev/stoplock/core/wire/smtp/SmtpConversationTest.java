package dev.stoplock.core.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes of clients in, replies and mails out. */
class SmtpConversationTest {

    private static final String ENVELOPE = "MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n";
    private static final String HELLO = "EHLO x\r\n";

    private static List<String> played(String... sent) {
        SmtpPlay play = new SmtpPlay(SmtpPlay.ALL);
        play.send(HELLO);
        for (String each : sent) {
            play.send(each);
        }
        return play.out().subList(1, play.out().size());
    }

    @Test
    void aMailComesOutWholeWithItsDotsUnstuffed() {
        assertThat(played(ENVELOPE, "DATA\r\n", "Subject: x\r\n\r\n..\r\n..a\r\n.b\r\n", ".\r\n"))
                .containsExactly(
                        "250", "250", "354", "mail a@b.test -> [c@d.test] Subject: x||.|.a|b|");
    }

    @Test
    void bytesThatComeOneByOneSayTheSame() {
        String text =
                HELLO
                        + ENVELOPE
                        + "DATA\r\n.\r\n"
                        + ENVELOPE
                        + "BDAT 3\r\na\r\nBDAT 4 LAST\r\n.c\r\nNOOP\r\nQUIT\r\n";
        SmtpPlay one = new SmtpPlay(SmtpPlay.ALL).eachByte(text);
        assertThat(one.out())
                .containsExactly(
                        "250",
                        "250",
                        "250",
                        "354",
                        "mail a@b.test -> [c@d.test] ",
                        "250",
                        "250",
                        "250",
                        "mail a@b.test -> [c@d.test] a|.c|",
                        "250",
                        "221");
    }

    @Test
    void aPipelinedGroupIsAnsweredOneByOneAndSeveralMailsComeOutOfOneSession() {
        assertThat(
                        played(
                                ENVELOPE + "RCPT TO:<e@f.test>\r\nDATA\r\n",
                                "1\r\n.\r\n" + ENVELOPE + "DATA\r\n",
                                "2\r\n.\r\nQUIT\r\n"))
                .containsExactly(
                        "250",
                        "250",
                        "250",
                        "354",
                        "mail a@b.test -> [c@d.test, e@f.test] 1|",
                        "250",
                        "250",
                        "354",
                        "mail a@b.test -> [c@d.test] 2|",
                        "221");
    }

    @Test
    void chunksAreTakenAsTheyAreAndMayHoldDotsOnTheirOwn() {
        assertThat(played(ENVELOPE + "BDAT 5\r\n.\r\n.\rBDAT 4 LAST\r\n\nx\r\n"))
                .containsExactly("250", "250", "250", "mail a@b.test -> [c@d.test] .|.|x|");
        assertThat(played(ENVELOPE + "BDAT 0 LAST\r\n"))
                .containsExactly("250", "250", "mail a@b.test -> [c@d.test] ");
    }

    /** CVE-2023-51764 and its family: what other servers take for the end of a mail. */
    @ParameterizedTest
    @CsvSource({
        "x\\n.\\n",
        "x\\n.\\r\\n",
        "x\\r\\n.\\n",
        "x\\r\\n.\\r",
        "x\\r.\\r",
        "x\\r\\n\\0.\\r\\n",
        "x\\r\\n.\\0\\r\\n",
        "x\\r\\r\\n.\\r\\r\\n",
    })
    void whatOtherServersTakeForAnEndIsRefusedAndTheConnectionEnds(String smuggled) {
        String bytes = smuggled.replace("\\n", "\n").replace("\\r", "\r").replace("\\0", "\0");
        String second = "MAIL FROM:<a@b.test>\r\nRCPT TO:<stranger@x.test>\r\nDATA\r\nx\r\n.\r\n";
        List<String> byData = played(ENVELOPE, "DATA\r\n", bytes + second);
        assertThat(byData).containsExactly("250", "250", "354", "554 wire.smtp-line end");
        int size = bytes.length() + second.length();
        List<String> inChunks = played(ENVELOPE, "BDAT " + size + " LAST\r\n" + bytes + second);
        assertThat(inChunks).containsExactly("250", "250", "554 wire.smtp-line end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "VRFY c@d.test            | 502 wire.smtp-command",
                "EXPN staff               | 502 wire.smtp-command",
                "ETRN d.test              | 502 wire.smtp-command",
                "TURN                     | 502 wire.smtp-command",
                "XCLIENT ADDR=192.0.2.1   | 502 wire.smtp-command",
                "XFORWARD NAME=x          | 502 wire.smtp-command",
                "BURL imap://x LAST       | 502 wire.smtp-command",
                "SEND FROM:<a@b.test>     | 502 wire.smtp-command",
                "GET / HTTP/1.1           | 502 wire.smtp-command",
                "HELP                     | 502 wire.smtp-command",
                "RCPT TO:<c@d.test>       | 503",
                "DATA                     | 503",
                "DATA now                 | 501 wire.smtp-syntax",
                "RSET now                 | 501 wire.smtp-syntax",
                "BDAT 4 LAST              | 503 wire.smtp-syntax end",
                "BDAT x                   | 503 wire.smtp-syntax end",
                "STARTTLS x               | 501 wire.smtp-syntax",
                "AUTH CRAM-MD5            | 504 wire.smtp-auth",
                "AUTH PLAIN x y           | 504 wire.smtp-auth",
                "AUTH PLAIN !             | 501 wire.smtp-auth",
                "AUTH PLAIN YQBi          | 501 wire.smtp-auth",
                "AUTH PLAIN YQBiAGM=      | 501 wire.smtp-auth",
                "AUTH PLAIN AGIAYw        | 501 wire.smtp-auth",
                "AUTH PLAIN AGIAY2==      | 501 wire.smtp-auth",
                "AUTH PLAIN AGIAYw==      | login b c",
                "AUTH PLAIN YgBiAGM=      | login b c",
                "MAIL FROM:a@b.test       | 501 wire.smtp-syntax",
                "MAIL FROM:<a@b.test>x    | 501 wire.smtp-syntax",
                "MAIL TO:<a@b.test>       | 501 wire.smtp-syntax",
                "MAIL FROM:<a@b@c.test>   | 553 wire.smtp-syntax",
                "MAIL FROM:<\"a b\"@c.test> | 553 wire.smtp-syntax",
                "MAIL FROM:<@x.test:a@b.test> | 553 wire.smtp-syntax",
                "MAIL FROM:<a@[192.0.2.1]> | 553 wire.smtp-syntax",
                "MAIL FROM:<a>            | 553 wire.smtp-syntax",
                "MAIL FROM:<>             | 250",
                "MAIL FROM: <a@b.test>    | 250",
                "mail from:<a@b.test> size=1000 | 250",
                "MAIL FROM:<a@b.test> SIZE=1001 | 552 wire.smtp-size",
                "MAIL FROM:<a@b.test> SIZE=1 SIZE=1 | 501 wire.smtp-syntax",
                "MAIL FROM:<a@b.test> SIZE=x | 555 wire.smtp-syntax",
                "MAIL FROM:<a@b.test> BODY=8BITMIME SMTPUTF8 RET=FULL ENVID=q+2B1 | 250",
                "MAIL FROM:<a@b.test> BODY=BINARYMIME | 555 wire.smtp-syntax",
                "MAIL FROM:<a@b.test> AUTH=<> | 555 wire.smtp-syntax",
                "MAIL FROM:<a@b.test> XDATA=a | 555 wire.smtp-syntax",
                "MAIL FROM:<a@b.test> RET=ALL | 555 wire.smtp-syntax",
                "MAIL FROM:<a@b.test> ENVID=a+2b | 555 wire.smtp-syntax",
            })
    void eachCommandIsAnswered(String line, String expected) {
        assertThat(played(line + "\r\n")).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RCPT TO:<c@d.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;c@d.test | 250",
                "RCPT TO:<c@d.test> NOTIFY=NEVER,FAILURE | 555 wire.smtp-syntax",
                "RCPT TO:<c@d.test> ORCPT=c@d.test | 555 wire.smtp-syntax",
                "RCPT TO:<>               | 553 wire.smtp-syntax",
                "RCPT TO:<postmaster>     | 553 wire.smtp-syntax",
                "RCPT TO:<c@d.test> SIZE=1 | 555 wire.smtp-syntax",
                "MAIL FROM:<x@y.test>     | 503",
                "AUTH PLAIN AGIAYw==      | 503",
                "DATA                     | 503",
            })
    void eachCommandAfterASenderIsAnswered(String line, String expected) {
        assertThat(played("MAIL FROM:<a@b.test>\r\n" + line + "\r\n"))
                .containsExactly("250", expected);
    }

    @Test
    void aLoginIsTakenInOneGoOrByQuestionsAndOnlyOnce() {
        assertThat(played("AUTH LOGIN\r\n", "Ym9i\r\n", "c2VjcmV0\r\n", "AUTH LOGIN\r\n"))
                .containsExactly("334", "334", "login bob secret", "503");
        assertThat(played("AUTH LOGIN Ym9i\r\n", "c2VjcmV0\r\n"))
                .containsExactly("334", "login bob secret");
        assertThat(played("AUTH PLAIN\r\n", "AGIAYw==\r\n")).containsExactly("334", "login b c");
        assertThat(played("AUTH PLAIN\r\n", "*\r\n", "NOOP\r\n"))
                .containsExactly("334", "501", "250");
    }

    @Test
    void whatComesBeforeItsAnswerWhereThatIsNotAllowedEndsTheConnection() {
        assertThat(played(ENVELOPE, "DATA\r\nSubject: x\r\n\r\n.\r\n"))
                .containsExactly("250", "250", "554 wire.smtp-pipelining end");
        assertThat(played("EHLO x\r\nNOOP\r\n")).containsExactly("554 wire.smtp-pipelining end");
        assertThat(played("AUTH LOGIN\r\nYm9i\r\n"))
                .containsExactly("554 wire.smtp-pipelining end");
        assertThat(played("STARTTLS\r\nMAIL FROM:<a@b.test>\r\n"))
                .containsExactly("554 wire.smtp-starttls end");
    }

    @Test
    void afterTlsNothingHoldsThatWasSaidBefore() {
        assertThat(played("MAIL FROM:<a@b.test>\r\n", "STARTTLS\r\n", "RCPT TO:<c@d.test>\r\n"))
                .containsExactly("250", "220 tls", "503");
        assertThat(played("STARTTLS\r\n", "MAIL FROM:<a@b.test>\r\n", HELLO, ENVELOPE))
                .containsExactly("220 tls", "503", "250", "250", "250");
    }

    @Test
    void anewGreetingAndAResetForgetTheEnvelopeAndItsChunks() {
        assertThat(played(ENVELOPE, "RSET\r\nRCPT TO:<c@d.test>\r\n"))
                .containsExactly("250", "250", "250", "503");
        assertThat(played(ENVELOPE + "BDAT 3\r\na\r\n", HELLO, ENVELOPE + "BDAT 3 LAST\r\nb\r\n"))
                .containsExactly(
                        "250", "250", "250", "250", "250", "250", "mail a@b.test -> [c@d.test] b|");
    }

    @Test
    void nothingIsTakenThatWasNotOffered() {
        SmtpPlay play = new SmtpPlay(SmtpOffer.plain(1_000));
        play.send(HELLO).send("STARTTLS\r\n").send("AUTH PLAIN AGIAYw==\r\n");
        play.send("MAIL FROM:<a@b.test> BODY=8BITMIME\r\n");
        play.send("MAIL FROM:<a@b.test> SMTPUTF8\r\n");
        play.send(ENVELOPE.replace("\r\n", " RET=FULL\r\n"));
        play.send(ENVELOPE + "DATA\r\n").send("\u00e9\r\n.\r\n");
        assertThat(play.out())
                .containsExactly(
                        "250",
                        "454",
                        "538 credential.no-login",
                        "555 wire.smtp-syntax",
                        "555 wire.smtp-syntax",
                        "555 wire.smtp-syntax",
                        "503",
                        "250",
                        "250",
                        "354",
                        "554 wire.smtp-eight-bit");
    }

    @Test
    void addressesOutsideAsciiNeedSmtpUtf8() {
        String address =
                new String(
                        "j\u00f6@d.test".getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.ISO_8859_1);
        assertThat(played("MAIL FROM:<a@b.test>\r\nRCPT TO:<" + address + ">\r\n"))
                .containsExactly("250", "553 wire.smtp-syntax");
        assertThat(played("MAIL FROM:<a@b.test> SMTPUTF8\r\nRCPT TO:<" + address + ">\r\n"))
                .containsExactly("250", "250");
    }

    @Test
    void sizesAndCountsAreBounded() {
        String line = "x".repeat(998);
        assertThat(played(ENVELOPE, "DATA\r\n", line.substring(2) + "\r\n.\r\n")).hasSize(4);
        assertThat(played(ENVELOPE, "DATA\r\n", line + "\r\n.\r\n"))
                .endsWith("mail a@b.test -> [c@d.test] " + line + "|");
        assertThat(played(ENVELOPE, "DATA\r\n", line + "x\r\n.\r\n"))
                .endsWith("554 wire.smtp-line end");
        assertThat(played(ENVELOPE, "DATA\r\n", "x\r\n".repeat(334) + ".\r\n"))
                .endsWith("552 wire.smtp-size end");
        assertThat(played(ENVELOPE, "BDAT 1001\r\n")).endsWith("552 wire.smtp-size end");
        assertThat(played("NOOP " + "x".repeat(12_290))).containsExactly("500 wire.smtp-line end");
        assertThat(played("MAIL FROM:<a@b.test>\r\n" + "RCPT TO:<c@d.test>\r\n".repeat(101)))
                .endsWith("250", "452 wire.smtp-too-many");
        assertThat(played("VRFY x\r\n".repeat(11)))
                .hasSize(10)
                .endsWith("502 wire.smtp-command end");
        assertThat(played("NOOP\r\n".repeat(10_000))).endsWith("421 wire.smtp-too-many end");
    }

    @ParameterizedTest
    @CsvSource({
        "NOOP\\n",
        "NO\\rOP\\r\\n",
        "NOOP\\0\\r\\n",
        "NOOP \\t\\r\\n",
        "NOOP \u0085x\\r\\n"
    })
    void aCommandLineHasOneReadingOrNone(String line) {
        String bytes =
                line.replace("\\n", "\n")
                        .replace("\\r", "\r")
                        .replace("\\0", "\0")
                        .replace("\\t", "\t");
        assertThat(played(bytes)).containsExactly("500 wire.smtp-line end");
    }

    @Test
    void aConversationKnowsWhetherItIsInTheMiddleOfSomething() {
        SmtpConversation conversation = new SmtpConversation("h.test", 100);
        assertThat(conversation.isMidway()).isFalse();
        conversation.feed(new byte[] {'N'}, 0, 1);
        assertThat(conversation.isMidway()).isTrue();
    }
}
