package dev.stoplock.gate.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.gate.report.Plain.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text of others: what would not be seen is seen, and what looks like another is told apart. */
final class PlainTest {

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("nothing", "nothing"),
                Arguments.of("Grüße, 日本, 👍", "Grüße, 日本, 👍"),
                Arguments.of("a\nb\tc\u0000", "a⟨U+000A⟩b⟨U+0009⟩c⟨U+0000⟩"),
                Arguments.of("exe.\u202Egpj", "exe.⟨U+202E⟩gpj"),
                Arguments.of("zero\u200Bwidth\u2060\uFEFF", "zero⟨U+200B⟩width⟨U+2060⟩⟨U+FEFF⟩"),
                Arguments.of("tag\uDB40\uDC41", "tag⟨U+E0041⟩"),
                Arguments.of("space\u00A0\u3000", "space⟨U+00A0⟩⟨U+3000⟩"),
                Arguments.of("filler\u3164\u2800\u115F", "filler⟨U+3164⟩⟨U+2800⟩⟨U+115F⟩"),
                Arguments.of("line\u2028para\u2029", "line⟨U+2028⟩para⟨U+2029⟩"),
                Arguments.of("lone\uD800", "lone⟨U+D800⟩"),
                Arguments.of("soft\u00ADhyphen", "soft⟨U+00AD⟩hyphen"),
                Arguments.of("vs\uFE0F", "vs⟨U+FE0F⟩"),
                Arguments.of("p\u0430ypal.example", "p\u0430ypal.example (xn--pypal-4ve.example)"),
                Arguments.of(
                        "to x@b\u00FCcher.example!",
                        "to x@b\u00FCcher.example (xn--bcher-kva.example)!"),
                Arguments.of(
                        "a\u3002b\u00FC.example", "a\u3002b\u00FC.example (a.xn--b-eha.example)"),
                Arguments.of(
                        "xn--pypal-4ve.example", "xn--pypal-4ve.example (p\u0430ypal.example)"),
                Arguments.of("corp.example 1.2.3.4", "corp.example 1.2.3.4"),
                Arguments.of(
                        "to \u0430rchive@collector.example now",
                        "to \u0430rchive ({U+0430}rchive)@collector.example now"),
                Arguments.of(
                        "m\u00FCller@corp.example", "m\u00FCller (m{U+00FC}ller)@corp.example"),
                Arguments.of("p\u043Estmark-mcp", "p\u043Estmark-mcp (p{U+043E}stmark-mcp)"),
                Arguments.of("\uFF42cc", "\uFF42cc ({U+FF42}cc)"),
                Arguments.of(
                        "\u043F\u0440\u0438\u0432\u0435\u0442 LINE\u7684",
                        "\u043F\u0440\u0438\u0432\u0435\u0442 LINE\u7684"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void isShown(String hostile, String flat) {
        assertThat(Plain.of(hostile).flat()).isEqualTo(flat);
    }

    @Test
    void linesKeepTheirBreaksAndTabsOnly() {
        assertThat(Plain.lines("a\r\n\tb\r\u202E").flat()).isEqualTo("a\n\tb⟨U+000D⟩⟨U+202E⟩");
    }

    @Test
    void aPileOfCombiningMarksIsNamedFromTheFourthOn() {
        assertThat(Plain.of("e\u0301\u0302\u0303\u0304\u0305").flat())
                .isEqualTo("e\u0301\u0302\u0303⟨U+0304⟩⟨U+0305⟩");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00FC..\u00FC.",
                "-\u00FC-.example",
                "xn--\u00FC.example",
                "xn--.example",
                "\u00FC.xn--zz-zzzz"
            })
    void whatIsNoDomainIsShownAllTheSame(String hostile) {
        assertThat(Plain.of(hostile).flat()).isNotEmpty();
    }

    @Test
    void everyCharacterIsVisibleOrNamed() {
        List<String> unseen = new ArrayList<>();
        for (int c = 0; c <= 0xE0FFF; c = c == 0x1FFFF ? 0xE0000 : c + 1) {
            for (Piece piece : Plain.of(Character.toString(c)).pieces()) {
                if (piece instanceof Piece.Text(String value)
                        && isInvisible(value.codePointAt(0))) {
                    unseen.add(Integer.toHexString(c));
                }
            }
        }
        assertThat(unseen).isEmpty();
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            case Character.SPACE_SEPARATOR -> c != ' ';
            default -> false;
        };
    }

    @Test
    void whatIsTooLongIsCutAndSaidSo() {
        Plain plain = Plain.of("a".repeat(Plain.LONGEST + 5));
        assertThat(plain.pieces().getLast())
                .isEqualTo(new Piece.Unseen("…", "5 more are not shown"));
        assertThat(plain.flat()).hasSizeLessThan(Plain.LONGEST + 10);
    }
}
