package dev.stoplock.core.effect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LooksTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "archive@collector.example",
                "ARCHIVE@Collector.Example",
                "archive@collector.example.",
                " archive@collector.example\n",
                "arch\u200bive@collector.example",
                "archive@collector\u2060.example",
                "\u200barchive@collector.example",
                "archive@collector.example\u00a0",
                "archive\uff20collector\uff0eexample",
                "archive@collector\u3002example",
                "archive%40collector.example",
                "archive%2540collector.example",
                "mailto:archive@collector.example",
                "%6dailto:archive@collector.example",
                "Eve <archive@collector.example>",
                "<archive@collector.example>",
                "a@b.example, c@d.example",
                "a@[198.51.100.1]",
                "https://collector.example/x?y=z",
                "HTTPS://COLLECTOR.EXAMPLE",
                "https%3A%2F%2Fcollector.example",
                "\u200bhttps://collector.example",
                "//collector.example/x",
                "collector.example",
                "collector.example.",
                "collector.example:8080",
                "collector.example/path?d=1",
                "b\u00fccher.example",
                "xn--bcher-kva.xn--p1ai",
                "198.51.100.1",
                "198.51.100.1:25/x",
                "2001:db8::1",
                "[2001:db8::1]:443",
                "+41 44 668 18 00",
                "tel:+41446681800",
                "data:text/html,x",
                "CH93 0076 2011 6238 5295 7",
                "ch9300762011623852957",
                "DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000",
                "a@b.example; c@d.example",
                "a@b.example c@d.example",
                "https://a.example/x\nhttps://b.example/y",
                "a.example, b.example",
                "+41446681800;+41446681801"
            })
    void a_value_that_a_reader_could_send_to_is_a_destination(String value) {
        assertThat(Looks.likeDestination(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Your invoice 17",
                "Hello Ann,\nyour invoice is at https://shop.example/17",
                "write to ann@shop.example",
                "application/json",
                "text/plain; charset=utf-8",
                "*/*",
                "Mon, 22 Nov 2026 09:30:00 GMT",
                "09:30:15",
                "2026-11-22T09:30:15Z",
                "1.50",
                "DE12 THIS IS A TITLE",
                "100%",
                "see a@b.example; c@d.example",
                "ann, bob",
                "a/b"
            })
    void plain_text_is_not_a_destination(String value) {
        assertThat(Looks.likeDestination(value)).isFalse();
    }

    @Test
    void the_length_of_a_link_hides_nothing_and_long_text_is_looked_at_in_time() {
        assertThat(Looks.likeDestination("https://collector.example/?d=" + "x".repeat(500_000)))
                .isTrue();
        assertThat(Looks.likeDestination("a.".repeat(500_000))).isFalse();
        assertThat(Looks.likeDestination(" ".repeat(5_000) + "a@b.example" + "\n".repeat(5_000)))
                .isTrue();
        assertThat(Looks.likeDestination("a@b" + "\u200b".repeat(5_000) + ".example")).isTrue();
        assertThat(Looks.likeDestination("archive@collector.example; ".repeat(500))).isTrue();
        assertThat(Looks.likeDestination("plain words ".repeat(500_000))).isFalse();
        assertThat(Looks.likeDestination("a.".repeat(450) + "-")).isFalse();
        assertThat(Looks.likeDestination("%41".repeat(330))).isFalse();
    }
}
