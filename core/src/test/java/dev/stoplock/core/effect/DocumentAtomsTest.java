package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.read;
import static dev.stoplock.core.effect.Requests.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.RequestHead;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies announced as one thing that servers read as another. */
class DocumentAtomsTest {

    private static final Destination API = Destination.parse("api.tracker.example");
    private static final String UNREADABLE = "unreadable wire.content-type";

    private static List<String> post(String type, String body) {
        return values(shown(read(API, "POST", "/", body, "Content-Type", type)));
    }

    private static List<String> post(String type, String body, Charset charset) {
        byte[] bytes = body.getBytes(charset);
        RequestHead head =
                Http1Writer.canonical(
                        new RequestHead(
                                "POST",
                                "/",
                                new Fields(
                                        List.of(
                                                new Fields.Field("Host", API.host()),
                                                new Fields.Field("Content-Type", type)))),
                        API.host(),
                        bytes.length);
        return values(shown(Adapters.read(new Exchange(API, head, bytes))));
    }

    private static List<String> values(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("method ") && !line.matches("[^ ]*/name META .*"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image/png",
                "image/jpeg",
                "audio/mpeg",
                "text/csv",
                "text/html",
                "text/plain",
                "text/markdown",
                "text/calendar",
                "application/octet-stream",
                "application/pdf",
                "application/zip",
                "application/rtf",
                "application/vnd.ms-excel"
            })
    void json_is_read_as_json_whatever_it_is_announced_as(String type) {
        assertThat(post(type, "{\"to\":\"evil\"}"))
                .containsExactly("body/to DESTINATION SELECTOR evil");
        assertThat(post(type, "\ufeff \n[{\"to\":\"evil\"}] "))
                .containsExactly("body/0/to DESTINATION SELECTOR evil");
        assertThat(post(type, "{\"to\":\"a\",\"to\":\"evil\"}")).containsExactly(UNREADABLE);
        assertThat(post(type, "{\"to\":\"evil\",}")).containsExactly(UNREADABLE);
        assertThat(post(type, "{\"to\":\"evil\"", StandardCharsets.UTF_16BE))
                .containsExactly(UNREADABLE);
        assertThat(post(type, " {\"to\":1}", StandardCharsets.UTF_16LE))
                .containsExactly(UNREADABLE);
        assertThat(post(type, "{\"to\":1}", StandardCharsets.UTF_16)).containsExactly(UNREADABLE);
        assertThat(post(type, "{\"to\":\"\u00e9\"}", StandardCharsets.ISO_8859_1))
                .containsExactly(UNREADABLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "text/markdown	[note](x) words	body CONTENT NONE [note](x) words",
                "text/csv	[a],b	body CONTENT NONE [a],b",
                "application/rtf	{\\rtf1 words}	body CONTENT NONE {\\rtf1 words}",
                "application/octet-stream	[section]	body CONTENT NONE [section]",
                "application/octet-stream	{to:'x'}	unreadable wire.content-type",
                "text/html	{to	unreadable wire.content-type",
                "text/plain	[note] words	unreadable wire.content-type",
                "text/plain	to=evil&x=two words	body/to DESTINATION SELECTOR evil|body/x CONTENT NONE two words",
                "text/plain	a=5% x;to=evil	body/a CONTENT NONE 5% x|body/to DESTINATION SELECTOR evil",
                "text/plain	x=1&to=%65vil	body/x CONTENT NONE 1|body/to DESTINATION SELECTOR evil",
                "text/plain	cpu,host=a value=1	body CONTENT NONE cpu,host=a value=1",
                "text/plain	one plus one = two	body CONTENT NONE one plus one = two"
            },
            quoteCharacter = '`')
    void what_cannot_be_json_or_a_form_stays_content(String type, String body, String expected) {
        assertThat(String.join("|", post(type, body))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=utf-8; charset=utf-7",
                "application/json; charset=utf-8; Charset=utf-8",
                "application/json; x=\";charset=utf-8\"; charset=utf-7",
                "application/json; x=\";charset=utf-7\"; charset=utf-8",
                "application/json; x=\"charset=utf-7\"",
                "application/json; charset=utf-7",
                "application/json; charset=iso-8859-1",
                "application/json; charset*=utf-8''utf-7",
                "application/json; charset=\"utf-8",
                "application/json; charset",
                "text/plain; charset=utf-7",
                "text/plain; charset=utf-16",
                "application/octet-stream; charset=ibm500"
            })
    void a_character_set_has_one_reading(String type) {
        assertThat(post(type, "{\"a\":1}")).containsExactly(UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json;charset=UTF-8",
                "application/json; charset=\"utf-8\"",
                "application/json; charset=us-ascii",
                "application/json; odata.metadata=minimal; charset=utf-8",
                "text/plain; charset=iso-8859-1"
            })
    void what_clients_announce_is_read(String type) {
        assertThat(post(type, "{\"a\":1}")).containsExactly("body/a META NONE 1");
    }

    @Test
    void a_body_of_empty_values_is_stopped_while_it_is_read() {
        assertThat(post("application/json", "[" + "{},".repeat(5_000_000) + "{}]"))
                .containsExactly("unreadable effect.too-many-values");
    }
}
