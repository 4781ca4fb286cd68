package dev.stoplock.lab.mutation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.lab.mail.SmtpSink;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpOracleTest {

    private final Subject subject = Subject.of("mcp-mail-server");
    private final SmtpSession session =
            SmtpSession.of(
                    subject.calls().get(1),
                    new SmtpSink.Mail(
                            List.of(
                                    "MAIL FROM:<billing@shop.example> SIZE=99",
                                    "RCPT TO:<bert@partner.example>",
                                    "RCPT TO:<archiv@lockstreet.example>"),
                            "From: billing@shop.example\r\nTo: bert@partner.example\r\nSubject: Report\r\n"
                                    + "Message-ID: <1@shop.example>\r\n\r\nHello\r\n"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "RCPT TO:<bert@partner.example> | rcpt to:<bert@PARTNER.example> | SAME",
                "RCPT TO:<bert@partner.example> | RCPT TO:<x@collector.example> | DESTINATION",
                "archiv@lockstreet.example | bert@partner.example | DESTINATION",
                "MAIL FROM:<billing@shop.example> | MAIL FROM:<x@collector.example> | DESTINATION",
                "Subject: Report | SUBJECT:  Report | SAME",
                "Subject: Report | Subject: Other | CONTENT",
                "To: bert@partner.example | To: bert@partner.example, x@collector.example | DESTINATION",
                "To: bert@partner.example | Bcc: bert@partner.example | DESTINATION",
                "<1@shop.example> | <2@shop.example> | SAME",
                "Hello | Hallo | CONTENT"
            })
    void what_arrived_is_compared_with_what_was_recorded(
            String from, String to, Expected expected) {
        assertThat(session.text()).contains(from);

        assertThat(
                        SmtpOracle.compare(
                                session, session.text().replace(from, to).getBytes(ISO_8859_1)))
                .isEqualTo(expected);
    }

    @Test
    void whoever_is_left_out_gets_nothing() {
        SmtpSession fewer = session.withRecipients(session.recipients().subList(0, 1));

        assertThat(SmtpOracle.compare(session, fewer.text().getBytes(ISO_8859_1)))
                .isEqualTo(Expected.FEWER);
    }

    @Test
    void every_change_is_another_session_and_the_same_seed_makes_the_same_ones() {
        List<Trial> trials = new SmtpMoves(subject, List.of(session), 0, seeded()).all();

        assertThat(new SmtpMoves(subject, List.of(session), 0, seeded()).all()).isEqualTo(trials);
        assertThat(trials).hasSizeGreaterThan(100);
        Step recorded = session.step(subject.api(), SmtpMoves.login(subject));
        assertThat(trials)
                .filteredOn(each -> each.expected() != Expected.SAME)
                .noneMatch(each -> each.steps().getFirst().text().equals(recorded.text()));
    }

    private static RandomGenerator seeded() {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    }
}
