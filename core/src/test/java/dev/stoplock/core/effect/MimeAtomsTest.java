package dev.stoplock.core.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.wire.mime.MimeRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages are written with {@code |} for CRLF. */
class MimeAtomsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "To: b@b.example	m/to DESTINATION TO b@b.example",
                "To: Bob <b@B.example>, \"C, D\" <c@c.example>	m/to DESTINATION TO c@c.example",
                "To: =?UTF-8?Q?J=C3=B6rg?= <j@c.example>	m/to/display CONTENT NONE Jörg",
                "To: =?UTF-8?Q?M=C3=BCller=2C_J?= <j@c.example>	m/to/display CONTENT NONE Müller, J",
                "To: undisclosed-recipients:;	m/to DESTINATION TO ''",
                "Cc: b@b.example	m/cc DESTINATION CC b@b.example",
                "BCC: b@b.example	m/bcc DESTINATION BCC b@b.example",
                "Sender: b@b.example	m/sender DESTINATION FROM b@b.example",
                "Reply-To: b@b.example	m/reply-to DESTINATION REPLY_TO b@b.example",
                "Resent-Bcc: b@b.example	m/resent-bcc DESTINATION BCC b@b.example",
                "Disposition-Notification-To: b@b.example	m/disposition-notification-to DESTINATION REPLY_TO b@b.example",
                "Return-Receipt-To: b@b.example	m/return-receipt-to DESTINATION REPLY_TO b@b.example",
                "Apparently-To: b@b.example	m/apparently-to DESTINATION TO b@b.example",
                "List-Unsubscribe: <https://u.example/1>	m/list-unsubscribe DESTINATION NONE <https://u.example/1>",
                "List-Post: <mailto:l@l.example>	m/list-post DESTINATION NONE <mailto:l@l.example>",
                "X-Forward-To: collector	m/x-forward-to DESTINATION NONE collector",
                "X-Secret-Name: x	m/x-secret-name/name META NONE X-Secret-Name",
                "X-Mailer: see collector.example/x	m/x-mailer META NONE see collector.example/x",
                "X-Mailer: collector.example/x	m/x-mailer DESTINATION NONE collector.example/x",
                "Subject: =?utf-8?B?w6k=?=	m/subject CONTENT NONE é",
                "Subject: =?utf-8?Q?xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx?=	m/subject CONTENT NONE xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "Content-Type: application/xhtml+xml||<img src='//c.example/p'/>	m/body/#link DESTINATION LINK //c.example/p",
                "Content-Type: image/svg+xml||<image href='//c.example/p'/>	m/body/#link DESTINATION LINK //c.example/p",
                "Content-Type: message/rfc822||A: b||see https://c.example/p	m/message/body/#link DESTINATION LINK https://c.example/p",
                "Content-Type: message/rfc822||Content-Type: text/html||<img src=//c.example/p>	m/message/body/#link DESTINATION LINK //c.example/p",
                "Subject: collector@c.example	m/subject DESTINATION NONE collector@c.example",
                "Message-ID: <1@a.example>	m/message-id META NONE <1@a.example>",
                "Date: Mon, 23 Nov 2026 06:00:00 +0000	m/date META NONE Mon, 23 Nov 2026 06:00:00 +0000",
                "Content-Type: text/plain; charset=utf-8; x=y	m/content-type/x DESTINATION NONE y",
                "Content-Type: x-secret/words	m/content-type DESTINATION NONE x-secret/words",
                "Content-Type: image/png; name=\"=?utf-8?Q?=C3=A9_1?=\"	m/content-type/name CONTENT NONE é 1",
                "Content-Disposition: attachment; filename=collector.example	m/content-disposition/filename CONTENT NONE collector.example",
                "Content-Disposition: attachment; filename=\"c@collector.example\"	m/content-disposition/filename DESTINATION NONE c@collector.example",
                "Content-Location: https://c.example/	m/content-location DESTINATION NONE https://c.example/"
            })
    void a_field_is_seen_in_its_role(String field, String atom) throws Unreadable {
        assertThat(shown(field + "||x")).contains(atom.replace("''", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "To: friends: b@b.example, c@c.example;",
                "To: b@b.example (Bob)",
                "To: (c@c.example) b@b.example",
                "To: <@a.example:b@b.example>",
                "To: \"b\"@b.example",
                "To: b@[198.51.100.1]",
                "To: b@b.example c@c.example",
                "To: b@b.example; c@c.example",
                "To: =?utf-8?Q?c=40c.example=2C?= <b@b.example>",
                "To: =?utf-8?Q?c=40c.example?= =?utf-8?Q?=3C?= <b@b.example>",
                "To: \"=?utf-8?Q?x?=\" <b@b.example>",
                "To: =?utf-8?Q?b=40b.example?=",
                "To: <=?utf-8?Q?b?=@b.example>",
                "To: =?utf-8?Q?x,y?= <b@b.example>",
                "To: =?utf-8?Q?x=?= <b@b.example>",
                "To: \"c@c.example>, \" <b@b.example>",
                "To: %recipient.name% <b@b.example>",
                "Reply-To: \"{{name}}\" <b@b.example>",
                "Reply-To: =?utf-8?Q?=5B=5Bname=5D=5D?= <b@b.example>",
                "To: =?utf-8?Q?xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx?= <b@b.example>",
                "Content-Type: image/svg+xml||<?xml version='1.0' encoding='utf-7'?><svg/>",
                "Subject: =?utf-8?Q?broken",
                "X-Other: =?utf-8?Q?=0Ax?=",
                "Content-Type: text/plain; charset=utf-7",
                "Content-Type: text/html; charset=iso-2022-jp"
            })
    void what_has_two_readings_is_not_read(String field) {
        assertThatThrownBy(() -> shown(field + "||x")).isInstanceOf(Unreadable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: message/rfc822|Content-Disposition: attachment||A: b||see https://c.example/p",
                "Content-Type: message/rfc822||Content-Type: multipart/mixed; boundary=y|Content-Disposition: attachment||--y|A: b||see https://c.example/p|--y--|"
            })
    void a_carried_message_that_is_a_file_is_its_bytes(String written) throws Unreadable {
        assertThat(shown(written)).noneMatch(line -> line.contains(" LINK "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain; charset=utf-8||é",
                "Content-Type: text/plain; charset=utf-8|Content-Transfer-Encoding: 7bit||é"
            })
    void a_text_in_the_set_it_names_is_read_without_a_coding(String written) throws Unreadable {
        assertThat(shown(written)).contains("m/body CONTENT NONE é");
    }

    @Test
    void five_thousand_message_ids_are_read() throws Unreadable {
        String ids = "<1@a.example> ".repeat(5_000).strip();
        List<Atom> atoms = new ArrayList<>();
        MailHeaders.custom("m", "References", ids, atoms);

        assertThat(atoms).containsExactly(Atom.meta("m/references", ids));
    }

    @Test
    void all_that_a_message_holds_is_in_an_atom() throws Unreadable {
        List<String> atoms =
                shown(
                        "From: a@a.example|To: b@b.example|Content-Type: multipart/mixed; boundary=x||pre|--x|"
                                + "Content-Type: multipart/alternative; boundary=y||--y|Content-Language: en||plain|--y|Content-Type: text/html; charset=utf-8|Content-Transfer-Encoding: 8bit||<p>é</p>|--y--||--x|"
                                + "Content-Type: text/csv; name=t.csv|Content-Transfer-Encoding: base64|Content-Disposition: attachment; filename=t.csv||w6k=|--x|"
                                + "Content-Type: message/rfc822||From: old@o.example|Cc: more@o.example|Subject: =?x||quoted|--x--|post");

        assertThat(atoms)
                .containsExactlyInAnyOrder(
                        "m/from DESTINATION FROM a@a.example",
                        "m/to DESTINATION TO b@b.example",
                        "m/content-type META NONE multipart/mixed",
                        "m/content-type/boundary META NONE x",
                        "m/preamble CONTENT NONE pre",
                        "m/0/content-type META NONE multipart/alternative",
                        "m/0/content-type/boundary META NONE y",
                        "m/0/0/content-type META NONE text/plain",
                        "m/0/0/content-type/charset META NONE us-ascii",
                        "m/0/0/content-language META NONE en",
                        "m/0/0/body CONTENT NONE plain",
                        "m/0/1/content-type META NONE text/html",
                        "m/0/1/content-type/charset META NONE utf-8",
                        "m/0/1/content-transfer-encoding META NONE 8bit",
                        "m/0/1/body CONTENT NONE <p>é</p>",
                        "m/1/content-type META NONE text/csv",
                        "m/1/content-type/name CONTENT NONE t.csv",
                        "m/1/content-transfer-encoding META NONE base64",
                        "m/1/content-disposition META NONE attachment",
                        "m/1/content-disposition/filename CONTENT NONE t.csv",
                        "m/1/body CONTENT NONE Ã©",
                        "m/2/content-type META NONE message/rfc822",
                        "m/2/message/from CONTENT NONE old@o.example",
                        "m/2/message/from/name CONTENT NONE From",
                        "m/2/message/cc CONTENT NONE more@o.example",
                        "m/2/message/cc/name CONTENT NONE Cc",
                        "m/2/message/subject CONTENT NONE =?x",
                        "m/2/message/subject/name CONTENT NONE Subject",
                        "m/2/message/content-type META NONE text/plain",
                        "m/2/message/content-type/charset META NONE us-ascii",
                        "m/2/message/body CONTENT NONE quoted",
                        "m/epilogue CONTENT NONE post");
    }

    @Test
    void who_is_on_the_envelope_gets_the_role_of_the_header_or_is_a_blind_copy() throws Unreadable {
        List<Atom> message = atoms("To: b@b.example, c@c.example|Cc: d@d.example||x");
        List<MailAddress> envelope =
                Objects.requireNonNull(
                        MailAddress.list(
                                "c@c.example, d@d.example, Eve <e@e.example>, c@c.example"));

        assertThat(
                        Envelope.joined(message, "envelope", envelope).stream()
                                .filter(atom -> atom.role().isRecipient())
                                .map(MimeAtomsTest::line))
                .containsExactlyInAnyOrder(
                        "m/to DESTINATION TO b@b.example",
                        "m/to DESTINATION TO c@c.example",
                        "m/cc DESTINATION CC d@d.example",
                        "envelope/2 DESTINATION BCC e@e.example",
                        "envelope/3 DESTINATION BCC c@c.example");
    }

    private static List<Atom> atoms(String written) throws Unreadable {
        return MimeAtoms.of(
                written.replace("|", "\r\n").getBytes(StandardCharsets.UTF_8), "m", MimeRules.SMTP);
    }

    private static List<String> shown(String written) throws Unreadable {
        return atoms(written).stream().map(MimeAtomsTest::line).toList();
    }

    private static String line(Atom atom) {
        return atom.path() + " " + atom.kind() + " " + atom.role() + " " + atom.value();
    }
}
