package dev.stoplock.core.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {

    private static String canonical(String text) {
        List<MailAddress> list = MailAddress.list(text);
        return list == null
                ? "unreadable"
                : String.join(" ", list.stream().map(MailAddress::canonical).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "''	''",
                "' , ,'	''",
                "ann@shop.example	ann@shop.example",
                "' ann@shop.example '	ann@shop.example",
                "Ann@SHOP.Example	Ann@shop.example",
                "a@b.example, c@d.example	a@b.example c@d.example",
                "a@b.example,,c@d.example	a@b.example c@d.example",
                "Ann Shop <ann@shop.example>	ann@shop.example",
                "<ann@shop.example>	ann@shop.example",
                "\"Shop, Ann\" <ann@shop.example>, b@c.example	ann@shop.example b@c.example",
                "\"ann@shop.example\" <ann@shop.example>	ann@shop.example",
                "\"Ann \\\"A\\\" Shop\" <ann@shop.example>	ann@shop.example",
                "Änn <ann@shop.example>	ann@shop.example",
                "a@bücher.example	a@xn--bcher-kva.example",
                "a@XN--BCHER-KVA.example	a@xn--bcher-kva.example",
                "o'neil+tag@shop.example	o'neil+tag@shop.example"
            })
    void a_list_with_one_reading_is_read(String text, String expected) {
        assertThat(canonical(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann",
                "@shop.example",
                "ann@",
                "ann@@shop.example",
                "a@b@c.example",
                "a@b.example c@d.example",
                "a@b.example; c@d.example",
                "a@b.example;",
                "a@b.example\r\nBcc: c@d.example",
                "a@b.example\nc@d.example",
                "a@b.example\u0000",
                "a@b.example\u2028",
                "a@b.example\u2028c@d.example",
                "a@b.example.",
                "a@.example",
                "a@b..example",
                "a@-b.example",
                "a@b_c.example",
                "a.@b.example",
                ".a@b.example",
                "a..b@b.example",
                "a b@c.example",
                "a@[198.51.100.1]",
                "\"a b\"@c.example",
                "\"a\"@c.example",
                "a(comment)@b.example",
                "(c@d.example) a@b.example",
                "a@b.example (c@d.example)",
                "team: a@b.example, c@d.example;",
                "undisclosed-recipients:;",
                "<@relay.example:a@b.example>",
                "c@d.example <a@b.example>",
                "c@d.example, <a@b.example",
                "Ann <c@d.example> <a@b.example>",
                "<<a@b.example>>",
                "<a@b.example> x",
                "<a@b.example>, <",
                "\"x, c@d.example, y\" <a@b.example>",
                "\"x <c@d.example>\" <a@b.example>",
                "\"x\\\" <c@d.example>, \\\"\" <a@b.example>",
                "\"open <a@b.example>",
                "\"x\" y <a@b.example>",
                "\"x\\\" <a@b.example>",
                "=?utf-8?q?c=40d.example=2C?= <a@b.example>",
                "=?utf-8?q?a?=@b.example",
                "\"=?utf-8?q?c=40d.example=2C?=\" <a@b.example>",
                "a@b\u200b.example",
                "a@b\u00ad.example",
                "a\u200b@b.example",
                "a@b\ufe00.example",
                "\u202ea@b.example",
                "\ufeffa@b.example",
                "a\uff20b.example",
                "a@b\u3002example",
                "a@\uff42.example",
                "a@stra\u00dfe.example",
                "a@\u212aelvin.example",
                "\u00e4@b.example",
                "mailto:a@b.example",
                "a%40b.example",
                "Re: <a@b.example>"
            })
    void a_list_that_two_readers_could_read_differently_is_unreadable(String text) {
        assertThat(canonical(text)).isEqualTo("unreadable");
    }

    @Test
    void names_that_look_alike_are_not_the_same() {
        assertThat(canonical("a@p\u0430ypal.example")).isNotEqualTo(canonical("a@paypal.example"));
        assertThat(canonical("A@b.example")).isNotEqualTo(canonical("a@b.example"));
        assertThat(canonical("a@b.example.evil.example")).isNotEqualTo(canonical("a@b.example"));
    }

    @Test
    void a_very_long_address_is_unreadable_and_a_very_long_list_is_read_in_time() {
        assertThat(canonical("a".repeat(400) + "@b.example")).isEqualTo("unreadable");
        assertThat(MailAddress.list("a@b.example,".repeat(50_000))).hasSize(50_000);
        assertThat(canonical("\"" + "\\".repeat(100_001) + "\" <a@b.example>"))
                .isEqualTo("unreadable");
        assertThat(canonical("<".repeat(100_000))).isEqualTo("unreadable");
    }

    /** Names in ASCII are not sent through IDNA, which must make no difference. */
    @Test
    void a_domain_in_ascii_is_read_as_idna_reads_it() {
        Random random = new Random(7);
        String signs = "abcxnXZ09---...._ @";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder domain = new StringBuilder(random.nextInt(4) == 0 ? "xn--" : "");
            int length = random.nextInt(random.nextInt(20) == 0 ? 70 : 9);
            for (int j = 0; j < length; j++) {
                domain.append(signs.charAt(random.nextInt(signs.length() - 3)));
            }
            String text = domain.toString();
            assertThat(canonical("a@" + text)).as(text).isEqualTo(byIdna(text));
        }
    }

    private static String byIdna(String domain) {
        String ascii;
        try {
            ascii = IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "unreadable";
        }
        boolean named =
                Stream.of(ascii.split("\\.", -1))
                        .allMatch(label -> label.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"));
        return named ? "a@" + ascii : "unreadable";
    }
}
