package dev.stoplock.core.wire.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Multipart bodies are written with {@code |} for CRLF. */
class FormReaderTest {

    private static final String URL_ENCODED = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data; boundary=b";

    @Test
    void fields_keep_their_order_and_may_stand_twice() {
        assertThat(shown(URL_ENCODED, "to=a%40a.example&to=b%40b.example&text=caf%C3%A9+x&e="))
                .containsExactly("to=a@a.example", "to=b@b.example", "text=café x", "e=");
        assertThat(
                        shown(
                                MULTIPART,
                                "--b|Content-Disposition: form-data; name=\"to\"||a@a.example|--b|"
                                        + "content-disposition: form-data; name=\"to\"|content-type: text/plain; charset=utf-8||b|c|--b|"
                                        + "Content-Disposition: form-data; name=\"attachment\"; filename=\"x.bin\"|Content-Type: application/octet-stream||\u00ff\u0000--bx|--b--|"))
                .containsExactly(
                        "to=a@a.example",
                        "to=b\r\nc",
                        "attachment=\u00ff\u0000--bx (x.bin, application/octet-stream)");
    }

    @Test
    void an_empty_form_has_no_fields() {
        assertThat(shown(URL_ENCODED, "")).isEmpty();
        assertThat(shown(MULTIPART, "--b--|")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a=b&",
                "&a=b",
                "a=b&&c=d",
                "=b",
                "a=%",
                "a=%4",
                "a=%zz",
                "a=%ff",
                "a=é",
                "a=b;c=d",
                "a=b c",
                "a=b\n",
                "a%00=b",
                "_charset_=utf-7&a=b",
                "a=b\u0000"
            })
    void a_coded_form_that_two_readers_could_read_differently_is_none(String body) {
        assertThat(read(URL_ENCODED, body)).as(body).isInstanceOf(FormResult.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x|--b|Content-Disposition: form-data; name=\"a\"||1|--b--|",
                "|--b|Content-Disposition: form-data; name=\"a\"||1|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"||1|--b--|x",
                "--b|Content-Disposition: form-data; name=\"a\"||1|--b--||",
                "--b|Content-Disposition: form-data; name=\"a\"||1|--b-|",
                "--b|Content-Disposition: form-data; name=\"a\"||1|--b",
                "--b|Content-Disposition: form-data; name=\"a\"||1",
                "--b |Content-Disposition: form-data; name=\"a\"||1|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"||1|--b |x|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"||1|--bc|x|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"||1\n--b|x|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"||1\r--b|x|--b--|",
                "--b|Content-Disposition:\u001c form-data; name=\"a\"||1|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"|1|--b--|",
                "--b||1|--b--|",
                "--b|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"|Content-Disposition: form-data; name=\"b\"||1|--b--|",
                "--b|Content-Disposition: form-data; name=a||1|--b--|",
                "--b|Content-Disposition: form-data; name=\"\"||1|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"; name=\"b\"||1|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\\\"b\"||1|--b--|",
                "--b|Content-Disposition: form-data; name=\"a%22b\"||1|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"; filename=\"%0d%0a\"||1|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"; filename*=utf-8''x||1|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"; filename=\"x\"; filename*=utf-8''y||1|--b--|",
                "--b|Content-Disposition: attachment; name=\"a\"||1|--b--|",
                "--b|Content-Disposition : form-data; name=\"a\"||1|--b--|",
                "--b|Content-Disposition: form-data;| name=\"a\"||1|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"|Content-Transfer-Encoding: base64||MQ==|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"|Content-Type: text/plain; charset=utf-7||1|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"|X-Other: y||1|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"|Content-Length: 2||1|--b--|",
                "--b|Content-Disposition: form-data; name=\"a\"||\u00ff|--b--|",
                "--b|Content-Disposition: form-data; name=\"_charset_\"||utf-7|--b--|",
                "--b\nContent-Disposition: form-data; name=\"a\"\n\n1\n--b--\n"
            })
    void a_multipart_form_that_two_readers_could_read_differently_is_none(String body) {
        assertThat(read(MULTIPART, body)).as(body).isInstanceOf(FormResult.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "multipart/form-data",
                "multipart/form-data; boundary=\"a b\"",
                "multipart/form-data; boundary=b; boundary=c",
                "multipart/form-data; boundary=b; charset=utf-7",
                "multipart/mixed; boundary=b",
                "application/x-www-form-urlencoded; charset=utf-7",
                "application/x-www-form-urlencoded, application/json"
            })
    void what_is_not_announced_as_a_form_is_none(String type) {
        String body = "--b|Content-Disposition: form-data; name=\"a\"||1|--b--|";

        assertThat(read(type, body)).as(type).isInstanceOf(FormResult.Refused.class);
        assertThat(read(null, body)).isInstanceOf(FormResult.Refused.class);
    }

    private static FormResult read(@Nullable String type, String body) {
        boolean latin = body.chars().allMatch(c -> c < 256);
        return FormReader.read(
                type, body.replace("|", "\r\n").getBytes(latin ? ISO_8859_1 : UTF_8));
    }

    private static List<String> shown(String type, String body) {
        FormResult result = read(type, body);
        assertThat(result).isInstanceOf(FormResult.Parsed.class);
        return ((FormResult.Parsed) result)
                .fields().stream()
                        .map(field ->
                                field.name()
                                        + "="
                                        + (field.text() == null
                                                ? new String(field.content(), ISO_8859_1)
                                                : field.text())
                                        + (field.file() == null
                                                ? ""
                                                : " (" + field.file() + ", " + field.type() + ")"))
                        .toList();
    }
}
