package dev.stoplock.core.atlas.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A text marks a word of the glossary by using it. */
final class GlossaryTest {

    private static final Glossary GLOSSARY =
            new Glossary(
                    List.of(
                            new Glossary.Entry("copy", List.of("copies"), "One more of it."),
                            new Glossary.Entry("blind copy", List.of("Bcc"), "A hidden one."),
                            new Glossary.Entry("MCP", List.of(), "A plug.")));

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '\0',
            value = {
                "a blind copy leaves, a [blind copy] leaves",
                "Blind copy or copy, [Blind copy] or [copy]",
                "copies. And Bcc., [copies]. And [Bcc].",
                "the copy's end, the [copy]'s end",
                "postmark-mcp speaks MCP, postmark-mcp speaks [MCP]",
                "copyright; photocopy; copy-shop; copy@mcp.example, copyright; photocopy; copy-shop; copy@mcp.example",
                "nothing here, nothing here"
            })
    void it_is_found_where_it_stands_alone_and_the_longest_wins(String text, String marked) {
        assertThat(marks(GLOSSARY, text)).isEqualTo(marked);
    }

    @Test
    void the_pieces_are_the_whole_text_and_know_their_word() {
        List<Glossary.Piece> pieces = GLOSSARY.pieces("Two copies (Bcc)");
        assertThat(pieces)
                .containsExactly(
                        new Glossary.Piece("Two ", null),
                        new Glossary.Piece("copies", GLOSSARY.entries().get(0)),
                        new Glossary.Piece(" (", null),
                        new Glossary.Piece("Bcc", GLOSSARY.entries().get(1)),
                        new Glossary.Piece(")", null));
        assertThat(GLOSSARY.pieces("")).isEmpty();
    }

    @Test
    void an_empty_glossary_marks_nothing() {
        assertThat(new Glossary(List.of()).pieces("a copy"))
                .containsExactly(new Glossary.Piece("a copy", null));
    }

    @Test
    void a_word_with_two_meanings_is_refused() {
        Glossary.Entry one = new Glossary.Entry("copy", List.of(), "One more of it.");
        Glossary.Entry other = new Glossary.Entry("twin", List.of("Copy"), "The same again.");
        assertThatThrownBy(() -> new Glossary(List.of(one, other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a word stands twice");
    }

    private static String marks(Glossary glossary, String text) {
        return glossary.pieces(text).stream()
                .map(piece -> piece.entry() == null ? piece.text() : "[" + piece.text() + "]")
                .collect(Collectors.joining());
    }
}
