package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.read;
import static dev.stoplock.core.effect.Requests.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Destination;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormAtomsTest {

    private static final Destination API = Destination.parse("api.tracker.example");
    private static final String FORM = "application/x-www-form-urlencoded";

    private static List<String> form(String path, String type, String body) {
        return shown(read(API, "POST", path, body, "Content-Type", type)).stream()
                .filter(line ->
                        !line.startsWith("method ")
                                && !line.startsWith("path/")
                                && !line.matches("[^ ]*/name META .*"))
                .toList();
    }

    private static String part(String head, String content) {
        return "--b\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + content + "\r\n";
    }

    @Test
    void each_field_is_classed_like_a_member_of_an_object() {
        assertThat(
                        form(
                                "/",
                                FORM,
                                "title=some+words&channel=%23general&to%5B%5D=a&to%5B%5D=b&note=evil%40x.example"))
                .containsExactly(
                        "body/title CONTENT NONE some words",
                        "body/channel DESTINATION SELECTOR #general",
                        "body/to[] DESTINATION SELECTOR a",
                        "body/to[] DESTINATION SELECTOR b",
                        "body/note DESTINATION NONE evil@x.example");
    }

    @Test
    void json_in_a_field_is_read_too() {
        assertThat(form("/", FORM, "payload=%7B%22channel%22%3A%22c%22%2C%22text%22%3A%22t%22%7D"))
                .containsExactly(
                        "body/payload CONTENT NONE {\"channel\":\"c\",\"text\":\"t\"}",
                        "body/payload/channel DESTINATION SELECTOR c",
                        "body/payload/text CONTENT NONE t");
    }

    @Test
    void a_file_is_content_with_a_name_and_a_type() {
        String body =
                part("name=\"folder_id\"", "F")
                        + part(
                                "name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain",
                                "words in it")
                        + part(
                                "name=\"more\"; filename=\"evil@x.example\"\r\nContent-Type: text/plain",
                                "x y")
                        + "--b--\r\n";
        assertThat(form("/", "multipart/form-data; boundary=b", body))
                .containsExactly(
                        "body/folder_id DESTINATION SELECTOR F",
                        "body/file/file CONTENT NONE a.txt",
                        "body/file/type META NONE text/plain",
                        "body/file CONTENT NONE words in it",
                        "body/more/file DESTINATION SELECTOR evil@x.example",
                        "body/more/type META NONE text/plain",
                        "body/more CONTENT NONE x y");
    }

    @Test
    void a_graphql_upload_is_read_as_the_request_it_is() {
        String operations =
                "{\"query\":\"mutation($f: Upload!) { attach(file: $f, to: \\\"x\\\") }\",\"variables\":{\"f\":null}}";
        assertThat(
                        form(
                                "/graphql",
                                "multipart/form-data; boundary=b",
                                part("name=\"operations\"", operations) + "--b--\r\n"))
                .anyMatch(line -> line.endsWith("mutation DESTINATION SELECTOR attach"))
                .anyMatch(line -> line.endsWith("attach/to DESTINATION SELECTOR x"));
    }

    @Test
    void a_body_announced_as_nothing_is_read_as_the_form_that_it_looks_like() {
        assertThat(shown(read(API, "POST", "/", "to=evil&x=1")))
                .contains("body/to DESTINATION SELECTOR evil");
        assertThat(shown(read(API, "POST", "/", "{\"to\":\"evil\"}")))
                .contains("body/to DESTINATION SELECTOR evil");
    }

    @ParameterizedTest
    @ValueSource(strings = {"to", "to=%zz", "to=a;b", "to=%ff", "{\"to\":\"x\"}", "_charset_=x"})
    void a_form_that_is_read_differently_has_no_reading(String body) {
        assertThat(form("/", FORM, body)).containsExactly("unreadable effect.form-unreadable");
    }
}
