package dev.stoplock.core.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each transform writes exactly one text of a source, and takes no other for it. */
class TransformsTest {

    private static String line(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "URL encoding|a b/c?é|a%20b%2Fc%3F%C3%A9",
                "form encoding|a b/c?é|a+b%2Fc%3F%C3%A9",
                "base64|a?b>é|YT9iPsOp",
                "base64|ab|YWI=",
                "base64url|ab|YWI",
                "base64url|a?b>~~~|YT9iPn5-fg",
                "base64url with padding|ab|YWI=",
                "JSON text|say \"hi\"\\n|\"say \\\"hi\\\"\\\\n\"",
                "lines as CRLF|a\\nb\\r\\nc|a\\r\\nb\\r\\nc",
                "lines as CRLF, the last ended|a\\nb|a\\r\\nb\\r\\n",
                "lines as CRLF, the last ended|a\\nb\\n|a\\r\\nb\\r\\n",
                "lines as LF|a\\r\\nb|a\\nb",
                "number|1.50|1.5",
                "number|100|100",
                "time in seconds|2026-01-31T12:00:00+01:00|2026-01-31T11:00:00Z",
                "time in milliseconds|2026-01-31|2026-01-31T00:00:00.000Z",
                "time as epoch seconds|1970-01-02|86400",
                "time as epoch milliseconds|1970-01-01T00:00:01Z|1000",
                "day of a time|2026-01-31T23:30:00-01:00|2026-02-01",
                "slug|Ärger & Ünsinn, 2 mal!|arger-unsinn-2-mal",
                "last part of a path|/srv/a b/c.tar.gz|c.tar.gz",
                "media type of a file's name|/srv/x.d/Scan.PDF|application/pdf",
                "media type of a file's name|a.unheard|application/octet-stream",
                "HTML escaped|a < b & \"c\"|a &lt; b &amp; \"c\"",
                "HTML escaped with quotes|\"it's\"|&quot;it&#39;s&quot;",
                "HTML escaped with quotes, the single one in hexadecimal|it's|it&#x27;s",
                "HTML escaped, lines end in <br>|a\\n<b|a<br>&lt;b",
                "as it is, lines end in <br />|a\\r\\nb|a<br />b",
                "as it is, each line in <p>|a\\nb|<p>a</p><p>b</p>",
                "HTML escaped, paragraphs in <p>|a\\n\\n&b|<p>a</p><p>&amp;b</p>"
            })
    void aTransformWritesOneText(String name, String source, String written) {
        String leaving = name.equals("JSON text") ? written.replace("\\\\n", "\\n") : line(written);
        assertThat(Transforms.written(name, line(source))).isEqualTo(leaving);
        assertThat(holds(name, line(source), leaving)).isTrue();
        assertThat(holds(name, line(source), leaving + " ")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "number, ''",
        "number, 1e5",
        "number, 0x10",
        "number, 1.2.3",
        "time in seconds, tomorrow",
        "time as epoch milliseconds, +999999999-01-01T00:00:00Z",
        "time in seconds, 2026-02-30",
        "slug, ???",
        "last part of a path, name",
        "last part of a path, /srv/",
        "media type of a file's name, /srv/x.pdf/name",
        "media type of a file's name, /srv/.profile"
    })
    void whatItCanMakeNothingOfIsExplainedByNothing(String name, String source) {
        assertThat(Transforms.written(name, source)).isNull();
        assertThat(holds(name, source, "null")).isFalse();
        assertThat(holds(name, source, "")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Ann <ann@x.example>, bob@X.example|bob@x.example|true",
                "bob@bücher.example|bob@xn--bcher-kva.example|true",
                "bob@BÜCHER.example|bob@xn--bcher-kva.example|false",
                "\"Doe, Ann\" <ann@x.example>, bob@x.example|bob@x.example|true",
                "Write to ann@x.example, please|ann@x.example|false",
                "Ann <ann@x.example>|ann@x.example|false",
                "аnn@x.example|ann@x.example|false"
            })
    void anElementOfAListIsABareAddress(String source, String leaving, boolean expected) {
        assertThat(holds("element of an address list", source, leaving)).isEqualTo(expected);
    }

    @Test
    void eachHasANameOfItsOwnAndThoseThatCompareWriteNothing() {
        assertThat(Transforms.listed().stream().map(Transforms.Transform::name))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(30);
        assertThat(Transforms.named("fuzzy")).isNull();
        assertThat(Transforms.written("element of an address list", "a@x.example")).isNull();
    }

    private static boolean holds(String name, String source, String leaving) {
        return requireNonNull(Transforms.named(name)).holds().test(source, leaving);
    }
}
