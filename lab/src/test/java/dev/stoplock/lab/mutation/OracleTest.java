package dev.stoplock.lab.mutation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OracleTest {

    private final Subject subject = Recorded.postmark();
    private final Recording recording = Recorded.ofPostmark().get(1);
    private final Wire request = recording.request();

    private Expected of(String text) {
        return Oracle.compare(subject, recording, text.getBytes(ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "bert@partner.example | bert@PARTNER.Example | SAME",
                "bert@partner.example | Bert@partner.example | DESTINATION",
                "bert@partner.example | bert@partner.example, x@collector.example | DESTINATION",
                "bert@partner.example | bert@partner.example, bert@partner.example | DESTINATION",
                "bert@partner.example, | ` ` | FEWER",
                "Carla Diaz < | Carla < | CONTENT",
                "\"To\" | \"Cc\" | DESTINATION",
                "\"To\" | \"to\" | DESTINATION",
                "Liebe Partner | Hallo | CONTENT",
                "Liebe Partner | x@collector.example | DESTINATION",
                "Liebe Partner | https://collector.example/x | DESTINATION",
                "\"Tag\":\"report\" | \"Tag\":\"bert@partner.example\" | ARGUMENT",
                "\"Tag\":\"report\" | \"Tag\":\"report\",\"Account\":\"7\" | DESTINATION",
                "\"Tag\":\"report\" | \"Tag\":\"report\",\"Account\":\"report\" | ARGUMENT",
                "\"Tag\":\"report\" | \"Tag\":\"report\",\"TrackOpens\":false | META",
                "\"Tag\":\"report\" | \"Tag\":\"report\",\"Tag\":\"x\" | UNREADABLE",
                "\"Tag\":\"report\" | \"Tag\":\"report\",\"Headers\":[{\"Name\":\"Bcc\",\"Value\":\"report\"}] | DESTINATION"
            })
    void a_body_is_compared_with_the_recorded_one(String from, String to, Expected expected) {
        String body = new String(request.body(), UTF_8);
        assertThat(body).contains(from);

        assertThat(of(request.withBody(body.replace(from, to).getBytes(UTF_8)).text()))
                .isEqualTo(expected);
    }

    @Test
    void a_head_is_compared_with_the_recorded_one() {
        assertThat(of(request.with("Accept-Language", "de").text())).isEqualTo(Expected.META);
        assertThat(of(request.with("X-Tenant", "7").text())).isEqualTo(Expected.DESTINATION);
        assertThat(of(request.with("X-Tenant", "report").text())).isEqualTo(Expected.DESTINATION);
        assertThat(of(request.replaced("x-postmark-server-token", "other").text()))
                .isEqualTo(Expected.CREDENTIAL);
        assertThat(of(request.replaced("host", "collector.example").text()))
                .isEqualTo(Expected.DESTINATION);
        assertThat(of(request.withMethod("PUT").text())).isEqualTo(Expected.DESTINATION);
        assertThat(of(request.withTarget("/email/batch").text())).isEqualTo(Expected.DESTINATION);
        assertThat(of(request.withQuery("x=1").text())).isEqualTo(Expected.DESTINATION);
        assertThat(of(request.text().replace("accept: ", "ACCEPT:\t "))).isEqualTo(Expected.SAME);
    }

    @Test
    void what_has_no_single_frame_is_unreadable() {
        String text = request.text();
        assertThat(of(text + text)).isEqualTo(Expected.UNREADABLE);
        assertThat(of(text.substring(0, text.length() - 1))).isEqualTo(Expected.UNREADABLE);
        assertThat(of(request.with("Transfer-Encoding", "chunked").text()))
                .isEqualTo(Expected.UNREADABLE);
        assertThat(of(request.with("Host", subject.host()).text())).isEqualTo(Expected.UNREADABLE);
        assertThat(of(text.replaceFirst("accept: ", "accept : "))).isEqualTo(Expected.UNREADABLE);
    }
}
