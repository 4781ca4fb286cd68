package dev.stoplock.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.wire.smtp.SmtpConversation;
import dev.stoplock.core.wire.smtp.SmtpMail;
import dev.stoplock.core.wire.smtp.SmtpOffer;
import dev.stoplock.core.wire.smtp.SmtpReply;
import dev.stoplock.core.wire.smtp.SmtpStep;
import dev.stoplock.core.wire.smtp.SmtpWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The reader of an SMTP session, held against a wiretap and against its own writer. */
class SmtpFuzzTest {

    private static final int LIMIT = 2_000;
    private static final SmtpOffer ALL = new SmtpOffer(true, true, true, true, true, LIMIT);

    /** What a session's bytes amounted to, step by step. */
    private record Heard(List<SmtpMail> mails, List<String> steps) {

        List<String> shown() {
            return mails.stream().map(SmtpFuzzTest::shown).toList();
        }
    }

    @DictionaryEntries({
        "\\x0d\\x0a",
        "\\x0a",
        "\\x0d",
        "\\x0d\\x0a.\\x0d\\x0a",
        "EHLO x\\x0d\\x0a",
        "MAIL FROM:<a@b.test>\\x0d\\x0a",
        "RCPT TO:<c@d.test>\\x0d\\x0a",
        "DATA\\x0d\\x0a",
        "BDAT 3 LAST\\x0d\\x0a",
        "RSET\\x0d\\x0a",
        " BODY=8BITMIME",
        " ORCPT=rfc822;c@d.test"
    })
    @FuzzTest
    void one_session_has_one_reading(byte[] data) {
        List<byte[]> lines = lines(data);
        Heard heard = heard(lines);
        agreesWithTheWiretap(data, heard);

        List<byte[]> bytes = new ArrayList<>();
        for (byte each : data) {
            bytes.add(new byte[] {each});
        }
        assertThat(heard(bytes).shown()).isEqualTo(heard.shown());

        // what comes all at once may be refused for that, and says nothing else
        List<String> atOnce = heard(List.of(data)).shown();
        assertThat(heard.shown().subList(0, Math.min(atOnce.size(), heard.shown().size())))
                .isEqualTo(atOnce);

        heard.mails().forEach(SmtpFuzzTest::leavesAsItWasRead);
    }

    private static Heard heard(List<byte[]> pieces) {
        SmtpConversation conversation = new SmtpConversation("h.test", LIMIT);
        Heard heard = new Heard(new ArrayList<>(), new ArrayList<>());
        for (byte[] piece : pieces) {
            conversation.feed(piece, 0, piece.length);
            while (step(conversation, heard)) {
                // each step is written down where it is taken
            }
        }
        return heard;
    }

    /** False where more bytes are needed. */
    private static boolean step(SmtpConversation conversation, Heard heard) {
        switch (conversation.next()) {
            case SmtpStep.More more -> {
                return false;
            }
            case SmtpStep.Said(SmtpReply reply) -> heard.steps().add("" + reply.code());
            case SmtpStep.Hello hello -> heard.steps().add("" + conversation.offered(ALL).code());
            case SmtpStep.Secure(SmtpReply reply) -> {
                heard.steps().add("" + reply.code());
                conversation.secured();
            }
            case SmtpStep.Login login -> {
                heard.steps().add("235");
                conversation.settled(true);
            }
            case SmtpStep.Mail(SmtpMail mail) -> {
                heard.steps().add("mail");
                heard.mails().add(mail);
                conversation.settled(true);
            }
            case SmtpStep.Refused(SmtpReply reply, var rule, var sentence, boolean last) ->
                    heard.steps().add(reply.code() + (last ? " last" : ""));
            case SmtpStep.Quit(SmtpReply reply) -> heard.steps().add(reply.code() + " last");
        }
        return true;
    }

    /** Each line with its end; what follows the last one too. */
    private static List<byte[]> lines(byte[] data) {
        List<byte[]> lines = new ArrayList<>();
        for (String line : text(data).split("(?<=\r\n)")) {
            lines.add(line.getBytes(StandardCharsets.ISO_8859_1));
        }
        return lines;
    }

    /** Whose mail it is and what stands in it, as one sees it who reads along by the replies. */
    private static void agreesWithTheWiretap(byte[] data, Heard heard) {
        PlainSmtp wiretap = new PlainSmtp();
        SmtpConversation conversation = new SmtpConversation("h.test", LIMIT);
        String left = text(data);
        String asked = "";
        int chunk = 0;
        while (!left.isEmpty() && !asked.endsWith(" last")) {
            int end = left.indexOf("\r\n");
            int size =
                    switch (asked) {
                        // all up to the first line of one dot
                        case "354" -> left.startsWith(".\r\n") ? 3 : left.indexOf("\r\n.\r\n") + 5;
                        case "chunk" -> Math.min(chunk, left.length());
                        default -> end < 0 ? left.length() : end + 2;
                    };
            if (asked.equals("354") && size == 4) {
                size = left.length();
            }
            String piece = left.substring(0, size);
            left = left.substring(size);
            byte[] bytes = piece.getBytes(StandardCharsets.ISO_8859_1);
            Heard one = new Heard(new ArrayList<>(), new ArrayList<>());
            conversation.feed(bytes, 0, bytes.length);
            while (step(conversation, one)) {
                // what became of this piece stands in one
            }
            String said = one.steps().isEmpty() ? "" : one.steps().getFirst();
            if (asked.equals("354")) {
                wiretap.data(piece, said.equals("mail"));
            } else if (asked.equals("chunk")) {
                wiretap.chunk(piece, said.equals("mail"));
            } else {
                wiretap.command(piece, said);
            }
            chunk = asked.equals("chunk") ? 0 : PlainSmtp.chunk(piece);
            asked = said.isEmpty() && chunk > 0 ? "chunk" : said;
        }
        assertThat(
                        wiretap.mails.stream()
                                .map(mail ->
                                        mail.sender()
                                                + " "
                                                + mail.recipients()
                                                + " "
                                                + mail.message())
                                .toList())
                .isEqualTo(heard.shown());
    }

    /** Written anew it is the same mail, and one mail to the most lenient server too. */
    private static void leavesAsItWasRead(SmtpMail mail) {
        byte[] written = SmtpWriter.whole(mail, ALL);
        List<byte[]> pieces =
                new ArrayList<>(List.of("EHLO x\r\n".getBytes(StandardCharsets.US_ASCII)));
        pieces.addAll(lines(written));
        Heard again = heard(pieces);
        assertThat(again.shown()).containsExactly(shown(mail));
        assertThat(again.mails().getFirst().sender()).isEqualTo(mail.sender());
        assertThat(again.mails().getFirst().recipients()).isEqualTo(mail.recipients());
        assertThat(PlainSmtp.leniently(text(written))).isEqualTo(1);
    }

    private static String shown(SmtpMail mail) {
        return latin(mail.sender().address())
                + " "
                + mail.recipients().stream().map(each -> latin(each.address())).toList()
                + " "
                + text(mail.message());
    }

    private static String latin(String address) {
        return text(address.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
