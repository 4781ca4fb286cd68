package dev.stoplock.core.wire.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages are written with {@code |} for CRLF; {@code ~} is a tab, {@code ^} a NUL. */
class MimeReaderTest {

    private static final String HEAD = "From: a@a.example|To: b@b.example|Subject: s|";

    @Test
    void a_plain_message_is_its_fields_and_its_text() {
        MimePart message = parsed(HEAD + "X-Long: one|  two|~three||hello|");

        assertThat(message.fields().getLast())
                .isEqualTo(new MimeField("X-Long", "one  two\tthree"));
        assertThat(message.type().parameter("charset")).isEqualTo("us-ascii");
        assertThat(text(message)).isEqualTo("hello\r\n");
    }

    @Test
    void a_multipart_is_its_parts_with_what_stands_around_them() {
        MimePart message =
                parsed(
                        HEAD
                                + "MIME-Version: 1.0|Content-Type: multipart/mixed; boundary=\"=_x\"||pre|--=_x|"
                                + "Content-Type: text/plain; charset=utf-8|Content-Transfer-Encoding: quoted-printable||caf=C3=A9 =|x|--=_x|"
                                + "Content-Type: text/csv; name=\"t.csv\"|Content-Transfer-Encoding: base64|"
                                + "Content-Disposition: attachment; filename=t.csv||YSxi||--=_x--|post|");

        MimeBody.Parts parts = (MimeBody.Parts) message.body();
        assertThat(parts.preamble().strip()).isEqualTo("pre");
        assertThat(parts.epilogue().strip()).isEqualTo("post");
        assertThat(text(parts.parts().getFirst())).isEqualTo("café x");
        assertThat(text(parts.parts().getLast())).isEqualTo("a,b");
        assertThat(parts.parts().getLast().disposition())
                .isEqualTo(FieldValue.parse("attachment; filename=t.csv"));
    }

    @Test
    void a_carried_message_is_read_to_its_leaves() {
        MimePart message =
                parsed(
                        HEAD
                                + "Content-Type: multipart/mixed; boundary=x||--x|Content-Type: message/rfc822||"
                                + "From: c@c.example|Content-Type: multipart/alternative; boundary=y||--y|A: b||one|--y--||--x--|");

        MimeBody.Carried carried =
                (MimeBody.Carried) ((MimeBody.Parts) message.body()).parts().getFirst().body();
        MimeBody.Parts inner = (MimeBody.Parts) carried.message().body();
        assertThat(text(inner.parts().getFirst())).isEqualTo("one");
    }

    @Test
    void a_part_may_be_empty_and_a_text_may_hold_what_is_not_quite_a_delimiter() {
        MimePart message =
                parsed(
                        HEAD
                                + "Content-Type: multipart/mixed; boundary=abc||--abc|A: b|||--abc|A: b||-- |--ab|x --abc|--abc--|");

        MimeBody.Parts parts = (MimeBody.Parts) message.body();
        assertThat(parts.parts()).hasSize(2);
        assertThat(text(parts.parts().getLast())).isEqualTo("-- \r\n--ab\r\nx --abc");
    }

    @Test
    void line_feeds_alone_are_line_ends_where_they_may_be_and_all_are() {
        byte[] message = "From: a@a.example\nTo: b@b.example\n\nhello\n".getBytes(UTF_8);

        assertThat(MimeReader.read(message, MimeRules.API)).isInstanceOf(MimeResult.Parsed.class);
        assertThat(MimeReader.read(message, MimeRules.SMTP))
                .isEqualTo(new MimeResult.Refused("a message holds a LF without CR"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "From: a@a.example|Subject: s||one$two$	true",
                "From: a@a.example|Content-Type: multipart/mixed; boundary=x||--x|A: b||one$two|--x--|	true",
                "From: a@a.example|Content-Transfer-Encoding: quoted-printable||one$two=|three	true",
                "From: a@a.example$Subject: s||one	false",
                "From: a@a.example|Subject: s$ t||one	false",
                "From: a@a.example|$one|	false",
                "From: a@a.example|$|one	false",
                "From: a@a.example|Content-Type: multipart/mixed; boundary=x||--x|A: b||one$--x--|	false",
                "From: a@a.example|Content-Type: multipart/mixed; boundary=x||--x$A: b||one|--x--|	false",
                "From: a@a.example|Content-Type: multipart/mixed; boundary=x||--x|A: b||one|--x--$	false",
                "From: a@a.example|Content-Type: multipart/mixed; boundary=x||pre$pre|--x|A: b||one|--x--|	false",
                "From: a@a.example|Content-Type: multipart/mixed; boundary=x||--x|A: b$||one|--x--|	false",
                "From: a@a.example|Content-Type: multipart/mixed; boundary=x||--x|A: b||one$--x$A: c$$two|--x--|	false",
                "From: a@a.example|Content-Type: multipart/mixed; boundary=x||--x|Content-Type: message/rfc822||A: b$Bcc: c||one|--x--|	false",
                "From: a@a.example|Content-Transfer-Encoding: quoted-printable||one=$two|	false",
                "From: a@a.example||\u0001one$two|	false"
            })
    void a_line_feed_among_others_is_a_line_end_only_within_a_text(String written, boolean read) {
        byte[] message = written.replace("|", "\r\n").replace('$', '\n').getBytes(UTF_8);

        assertThat(MimeReader.read(message, MimeRules.API) instanceof MimeResult.Parsed)
                .isEqualTo(read);
        assertThat(MimeReader.read(message, MimeRules.SMTP)).isInstanceOf(MimeResult.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7bit", "8bit", "binary"})
    void what_is_not_coded_has_one_reading_whatever_it_is_called(String coding) {
        String field = coding.isEmpty() ? "" : "Content-Transfer-Encoding: " + coding + "|";

        assertThat(parsed(field + "Content-Type: text/plain; charset=utf-8||é").body())
                .isInstanceOfSatisfying(
                        MimeBody.Leaf.class,
                        leaf -> assertThat(leaf.content()).isEqualTo("é".getBytes(UTF_8)));
    }

    @Test
    void a_line_of_base64_in_a_request_is_as_long_as_it_is() {
        String head = "Content-Transfer-Encoding: base64\r\n\r\n";
        byte[] message = (head + "eHh4".repeat(1 << 19)).getBytes(UTF_8);
        byte[] spaced = (head + "eHh4".repeat(1 << 19) + " ").getBytes(UTF_8);

        assertThat(MimeReader.read(message, MimeRules.API)).isInstanceOf(MimeResult.Parsed.class);
        assertThat(MimeReader.read(message, MimeRules.SMTP)).isInstanceOf(MimeResult.Refused.class);
        assertThat(MimeReader.read(spaced, MimeRules.API)).isInstanceOf(MimeResult.Refused.class);
    }

    @Test
    void utf_8_in_fields_is_read_only_after_smtputf8_or_in_a_requests_subject() {
        byte[] message = "From: a@a.example\r\nSubject: é\r\n\r\nx".getBytes(UTF_8);

        assertThat(MimeReader.read(message, MimeRules.SMTP_UTF8))
                .isInstanceOf(MimeResult.Parsed.class);
        assertThat(MimeReader.read(message, MimeRules.SMTP)).isInstanceOf(MimeResult.Refused.class);
        assertThat(MimeReader.read(message, MimeRules.API)).isInstanceOf(MimeResult.Parsed.class);
        byte[] name = "From: é <a@a.example>\r\n\r\nx".getBytes(UTF_8);
        assertThat(MimeReader.read(name, MimeRules.API)).isInstanceOf(MimeResult.Refused.class);
        byte[] latin = "From: a@a.example\r\nSubject: é\r\n\r\nx".getBytes(ISO_8859_1);
        assertThat(MimeReader.read(latin, MimeRules.SMTP_UTF8))
                .isInstanceOf(MimeResult.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: a@a.example|To: b@b.example|To: c@c.example||x",
                "From: a@a.example|FROM: b@b.example||x",
                "Bcc: b@b.example|bcc: c@c.example||x",
                "Subject: a|Subject: b||x",
                "Content-Type: text/plain|Content-Type: text/html||x",
                "Content-Transfer-Encoding: 7bit|Content-Transfer-Encoding: base64||eA==",
                "MIME-Version: 1.0|MIME-Version: 1.0||x",
                "MIME-Version: 1.0 (comment)||x",
                "To : b@b.example||x",
                "To\u007f: b@b.example||x",
                "To~: b@b.example||x",
                ": b@b.example||x",
                "To b@b.example||x",
                " To: b@b.example||x",
                "To: b@b.example| |Cc: c@c.example||x",
                "To: b@b.example|~|  c@c.example||x",
                "To: b@b.example^||x",
                "Subject: a\u0001b||x",
                "Subject: a\u000bb||x",
                "From: a@a.example|x",
                "From: a@a.example",
                "",
                "x",
                "From: a\r@a.example||x",
                "From: a\n@a.example||x",
                "From: a@a.example||x\ny",
                "From: a@a.example||x\ry",
                "From: a@a.example||x^y",
                "From: a@a.example|\n\n|x",
                "Content-Transfer-Encoding: x-uuencode||x",
                "Content-Transfer-Encoding: base64 (c)||eA==",
                "Content-Transfer-Encoding: base64||eA",
                "Content-Transfer-Encoding: base64||eB==",
                "Content-Transfer-Encoding: base64||eA==eA==",
                "Content-Transfer-Encoding: base64||eA==x",
                "Content-Transfer-Encoding: base64||e A==",
                "Content-Transfer-Encoding: base64||eA-_",
                "Content-Transfer-Encoding: base64||e!A=",
                "Content-Transfer-Encoding: quoted-printable||a=e9",
                "Content-Transfer-Encoding: quoted-printable||a=E",
                "Content-Transfer-Encoding: quoted-printable||a=ZZ",
                "Content-Transfer-Encoding: quoted-printable||a= |b",
                "Content-Transfer-Encoding: quoted-printable||a |b",
                "Content-Transfer-Encoding: quoted-printable||é",
                "Content-Type: text||x",
                "Content-Type: text/plain; charset||x",
                "Content-Type: text/plain; charset=utf-8 (c)||x",
                "Content-Type: text/plain; charset=a; charset=b||x",
                "Content-Type: text/plain; a=b; c||x",
                "Content-Type: text/plain; name=\"a||x",
                "Content-Type: text/plain; name=\"\\a\"||x",
                "Content-Type: text/plain; name=a; name*=utf-8''b||x",
                "Content-Type: text/plain; name*=utf-8'en'b||x",
                "Content-Type: text/plain; name*=utf-7''b||x",
                "Content-Type: text/plain; name*=utf-8''%zz||x",
                "Content-Type: text/plain; name*1=b; name*0=a||x",
                "Content-Type: text/plain; name*0=a; name*2=b||x",
                "Content-Type: text/plain; charset = utf-8||x",
                "Content-Type: text/plain, text/html||x",
                "Content-Disposition: attachment; filename=a; filename=b||x",
                "Content-Type: message/partial; id=a; number=1; total=2||x",
                "Content-Type: message/external-body; access-type=url||x",
                "Content-Type: message/global||From: a@a.example||x",
                "Content-Type: message/rfc822|Content-Transfer-Encoding: base64||RnJvbTogYQ0KDQp4",
                "Content-Type: message/rfc822||no header",
                "Content-Type: multipart/mixed||--x|A: b||a|--x--|",
                "Content-Type: multipart/mixed; boundary=\"\"||--|A: b||a|----|",
                "Content-Type: multipart/mixed; boundary=\"a b\"||--a b|A: b||a|--a b--|",
                "Content-Type: multipart/digest; boundary=x||--x|A: b||a|--x--|",
                "Content-Type: multipart/mixed; boundary=x|Content-Transfer-Encoding: base64||--x|A: b||a|--x--|",
                "Content-Type: multipart/mixed; boundary=x||--x|A: b||a|",
                "Content-Type: multipart/mixed; boundary=x||--x--|",
                "Content-Type: multipart/mixed; boundary=x||no part",
                "Content-Type: multipart/mixed; boundary=x||--x|A: b||a|--x --|",
                "Content-Type: multipart/mixed; boundary=x||--x |A: b||a|--x--|",
                "Content-Type: multipart/mixed; boundary=x||--x|A: b||a|--xy|b|--x--|",
                "Content-Type: multipart/mixed; boundary=x||--x|A: b||a|--x-|b|--x--|",
                "Content-Type: multipart/mixed; boundary=x||--x|A: b||a|--x--|--x|A: b||b|--x--|",
                "Content-Type: multipart/mixed; boundary=x||--x|A: b||a|--x--|--x--|",
                "Content-Type: multipart/mixed; boundary=x||--x|A: b||a|--x--tail|",
                "Content-Type: multipart/mixed; boundary=x||--x|Content-Type: multipart/mixed; boundary=x||--x|A: b||a|--x--|--x--|",
                "Content-Type: multipart/mixed; boundary=x||--x|Content-Type: multipart/mixed; boundary=xy||--xy|A: b||a|--xy--|--x--|",
                "Content-Type: multipart/mixed; boundary=x||--x|Content-Type: message/rfc822||Content-Type: multipart/mixed; boundary=x||--x|A: b||a|--x--|--x--|",
                "Content-Type: multipart/mixed; boundary=x||--x|To: b@b.example|To: c@c.example||a|--x--|",
                "Content-Type: multipart/mixed; boundary=x||--x|no header|--x--|",
                "Content-Type: multipart/mixed; boundary=x|--x: y||--x|A: b||a|--x--|",
                "Content-Type: multipart/mixed; boundary=x||--x||a part without a header|--x--|"
            })
    void what_two_readers_could_read_differently_is_no_message(String written) {
        assertThat(MimeReader.read(bytes(written), MimeRules.SMTP))
                .as(written)
                .isInstanceOf(MimeResult.Refused.class);
    }

    @Test
    void parts_are_counted_and_their_depth_is() {
        StringBuilder deep = new StringBuilder(HEAD);
        for (int i = 0; i < 20; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=")
                    .append((char) ('a' + i))
                    .append("||--")
                    .append((char) ('a' + i))
                    .append("|");
        }
        assertThat(MimeReader.read(bytes(deep + "|x"), MimeRules.SMTP))
                .isInstanceOf(MimeResult.Refused.class);

        String wide =
                HEAD
                        + "Content-Type: multipart/mixed; boundary=x||"
                        + "--x|A: b||a|".repeat(MimeReader.MOST_PARTS)
                        + "--x--|";
        assertThat(MimeReader.read(bytes(wide), MimeRules.SMTP))
                .isEqualTo(
                        new MimeResult.Refused("a message has too many parts, or parts too deep"));
    }

    @Test
    void a_line_longer_than_mail_carries_is_refused_where_mail_carries_it() {
        byte[] message = bytes(HEAD + "|" + "x".repeat(999) + "|");

        assertThat(MimeReader.read(message, MimeRules.SMTP)).isInstanceOf(MimeResult.Refused.class);
        assertThat(MimeReader.read(message, MimeRules.API)).isInstanceOf(MimeResult.Parsed.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            nullValues = "none",
            value = {
                "plain text	plain text",
                "=?UTF-8?Q?caf=C3=A9_au_lait?=	café au lait",
                "=?utf-8?b?w6k=?= x	é x",
                "a =?utf-8?Q?=C3=A9?= =?utf-8?Q?=C3=A8?= b	a éè b",
                "=?iso-8859-1?Q?=E9?=	é",
                "=?iso-8859-1?Q?=85?=	none",
                "=?utf-7?Q?+AOk-?=	none",
                "a=?utf-8?Q?=C3=A9?=	none",
                "=?utf-8?Q?=C3=A9?=b	none",
                "=?utf-8?Q?=C3=A9?==?utf-8?Q?=C3=A9?=	none",
                "=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=	none",
                "=?utf-8?Q?a b?=	none",
                "=?utf-8?Q?=c3=a9?=	none",
                "=?utf-8?Q?=0D=0ABcc:_x?=	none",
                "=?utf-8?B?w6k?=	none",
                "=?utf-8?X?w6k=?=	none",
                "=?utf-8?Q??=	none",
                "=?utf-8*en?Q?x?=	none",
                "=?broken	none"
            })
    void an_encoded_word_has_one_meaning_or_none(String raw, String text) {
        assertThat(EncodedWords.text(raw)).isEqualTo(text);
    }

    @Test
    void coded_parameters_are_joined_and_decoded() {
        assertThat(
                        FieldValue.parse(
                                "attachment; filename*0*=utf-8''caf%C3; filename*1*=%A9.pdf; size=12"))
                .isEqualTo(
                        new FieldValue(
                                "attachment",
                                List.of(
                                        new FieldValue.Parameter("filename", "café.pdf"),
                                        new FieldValue.Parameter("size", "12"))));
    }

    private static MimePart parsed(String written) {
        MimeResult result = MimeReader.read(bytes(written), MimeRules.SMTP);
        assertThat(result).isInstanceOf(MimeResult.Parsed.class);
        return ((MimeResult.Parsed) result).message();
    }

    private static String text(MimePart part) {
        return new String(((MimeBody.Leaf) part.body()).content(), UTF_8);
    }

    private static byte[] bytes(String written) {
        return written.replace("|", "\r\n").replace('~', '\t').replace('^', '\0').getBytes(UTF_8);
    }
}
