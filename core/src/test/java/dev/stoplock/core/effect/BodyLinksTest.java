package dev.stoplock.core.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyLinksTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "<img src=\"https://c.example/p?a=1&amp;b=2\">	https://c.example/p?a=1&b=2",
                "<img src='https://c.example/p'>	https://c.example/p",
                "<img src=https://c.example/p>	https://c.example/p",
                "<img/src=//c.example/p>	//c.example/p",
                "<IMG SRC = \"//c.example/p\">	//c.example/p",
                "<img src=\"\\\\c.example\\p\">	\\\\c.example\\p",
                "<img src=\"https:c.example/p\">	https:c.example/p",
                "<img src=\"&#104;ttps&colon;//c.example/p\">	https://c.example/p",
                "<img src=\"&#x2f;&#x2F;c.example/p\">	//c.example/p",
                "<img alt=\"> src='\" src=\"//c.example/p\">	//c.example/p",
                "<img alt=\" src=//c.example/p>	//c.example/p",
                "<img srcset=\"//c.example/1 1x, //d.example/2 2x\">	//d.example/2",
                "<body background=\"//c.example/p\">	//c.example/p",
                "<video poster=\"//c.example/p\">	//c.example/p",
                "<a href=\"mailto:x@c.example\">	mailto:x@c.example",
                "<a href=\"tel:+49301234567\">	tel:+49301234567",
                "<a href=\" javascript:x() \">	javascript:x()",
                "<a ping=\"//c.example/p\">	//c.example/p",
                "<form action=\"//c.example/p\">	//c.example/p",
                "<meta http-equiv=refresh content=\"0; url=//c.example/p\">	//c.example/p",
                "<base href=\"https://c.example/\"><img src=\"p\">	p",
                "<p style=\"background:url(//c.example/p)\">	//c.example/p",
                "<p style=\"background:\\75rl('//c.example/p')\">	//c.example/p",
                "<style>@import \"//c.example/p\";</style>	//c.example/p",
                "<style>a{b:url( \"https://c.example/p\" )}</style>	https://c.example/p",
                "<!--[if mso]><v:fill src=\"//c.example/p\"/><![endif]-->	//c.example/p",
                "<a href=\"https&#x000000003A;//c.example/p\">	https://c.example/p",
                "<a href=\"https&#00000000058;//c.example/p\">	https://c.example/p",
                "<img src{100}=\"//c.example/p\">	//c.example/p",
                "<img src{10000}={10000}//c.example/p>	//c.example/p",
                "<style>a{b:url({100}//c.example/p)}</style>	//c.example/p",
                "<style>@import{100}\"//c.example/p\"</style>	//c.example/p",
                "<style>@import\"//c.example/p\"</style>	//c.example/p",
                "<style>@import/* x */\"//c.example/p\"</style>	//c.example/p",
                "<a href=\"https:c.example/p\u2028x\">	https:c.example/p\u2028x",
                "<a href=\"https:c.example/p\u2029x\">	https:c.example/p\u2029x",
                "<a href=\"https:c.example/p\u0085x\">	https:c.example/p\u0085x",
                "<meta http-equiv=refresh content=\"0;url=//c.example/p\u2028x\">	//c.example/p\u2028x",
                "<meta http-equiv=refresh content=\"0;{100}url{100}={100}//c.example/p\">	//c.example/p",
                "<meta http-equiv=refresh content=\"0;//c.example/p\">	//c.example/p",
                "<meta http-equiv=refresh content=\".5, //c.example/p\">	//c.example/p",
                "<meta content=\"0 '//c.example/p\" http-equiv=\"&#114;efresh\">	//c.example/p",
                "<p style='background:image-set(\"https\\3a//c.example/p\" 1x)'>	https://c.example/p",
                "<style>a{b:image-set(\"//c.example/p\" 1x, \"//d.example/p\" 2x)}</style>	//d.example/p",
                "<style>a{b:-webkit-image-set(type(\"x\") \"//c.example/p\" 1x)}</style>	//c.example/p",
                "<style>a{b:src('//c.example/p')}</style>	//c.example/p",
                "<style>a{b:\"https\\3a//c.example/p\"}</style>	https://c.example/p",
                "<p style=\"background:url('ht\\{n}tps://c.example/p')\">	https://c.example/p",
                "<a href=\"{{link}}\">	{{link}}",
                "<a href=\"x{% if a %}y\">	x{% if a %}y",
                "<img src=[[var:pixel]]>	[[var:pixel]]",
                "<img src=\"%recipient.pixel%\">	%recipient.pixel%",
                "<p style=\"background:url({{pixel}})\">	{{pixel}}",
                "{{scheme}}://c.example/p	://c.example/p",
                "<p>%recipient.scheme%://c.example/p</p>	://c.example/p",
                "<p>See https://c.example/p.</p>	https://c.example/p",
                "<p>See www.c.example/p!</p>	www.c.example/p",
                "<p>x://https://c.example/p</p>	https://c.example/p",
                "no tags, but HTML: https://c.example/p	https://c.example/p",
                "&lt;https://c.example/p&gt;	https://c.example/p"
            })
    void what_a_mail_program_may_fetch_is_a_link(String written, String link) {
        String html =
                written.replace("{n}", "\n")
                        .replace("{10000}", " ".repeat(10_000))
                        .replace("{100}", " ".repeat(100));

        assertThat(BodyLinks.of(html, true)).contains(link);
        assertThat(BodyLinks.ofCall(html)).contains(link);
    }

    @Test
    void line_ends_and_tabs_inside_an_address_hide_nothing() {
        assertThat(BodyLinks.of("<img src=\"ht\ntps:/\t/c.example/p\">", true))
                .contains("https://c.example/p");
        assertThat(BodyLinks.of("<img src=\" \u0001//c.example/p\">", true))
                .contains("//c.example/p");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src=\"cid:logo\">",
                "<img src=\"data:image/png;base64,eA==\">",
                "<a href=\"#top\">",
                "<a href=\"\">",
                "<img src=\"logo.png\">",
                "<html xmlns=\"http://www.w3.org/1999/xhtml\">",
                "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd\">",
                "<p>At 12:30, a/b or a:b; 5 > 3 &amp; 2 < 3.</p>",
                "plain text: nothing",
                "<meta name=description content=\"5 tips: how to\">",
                "<meta http-equiv=refresh content=\"30\">",
                "<p>At C:\\d or 100%: a\\b</p>"
            })
    void what_stays_inside_a_mail_is_no_link(String html) {
        assertThat(BodyLinks.of(html, true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '\t',
            value = {
                "See https://c.example/p.	https://c.example/p",
                "(https://c.example/a_(b))	https://c.example/a_(b)",
                "<https://c.example/p>	https://c.example/p",
                "[here](https://c.example/p)	https://c.example/p",
                "HTTPS://C.example/p	HTTPS://C.example/p",
                "ftp://c.example/p,	ftp://c.example/p",
                "ORGANIZER:mailto:x@c.example	mailto:x@c.example"
            })
    void a_plain_text_holds_links_without_the_sentence_around_them(String text, String link) {
        assertThat(BodyLinks.of(text, false)).contains(link);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a://",
                "src=",
                "src='",
                "url(",
                "https://a&",
                "<a href=//",
                "&#x",
                "www.",
                "\\",
                "/*",
                "image-set(",
                "image-set(\"",
                "&#0",
                "content=0",
                "src ",
                "mailto:"
            })
    void a_text_made_to_be_slow_is_read_in_time_and_never_taken_for_empty(String piece) {
        String text = "<" + piece.repeat((2 << 20) / piece.length());

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> BodyLinks.of(text, true));
    }

    @Test
    void more_links_than_can_be_judged_are_said_to_be_there() {
        assertThat(BodyLinks.of("<" + "a://".repeat(1 << 18), true))
                .contains("(more links than can be judged)");
        assertThat(BodyLinks.of("<a href=\"//c.example/" + "x".repeat(10_000) + "\">", true))
                .anyMatch(link -> link.endsWith("(too long)"));
    }
}
