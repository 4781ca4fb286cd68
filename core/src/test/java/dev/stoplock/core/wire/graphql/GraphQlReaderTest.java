package dev.stoplock.core.wire.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphQlReaderTest {

    private static List<GraphQlItem> items(String document) {
        GraphQlResult read = GraphQlReader.read(document);
        assertThat(read).as(document).isInstanceOf(GraphQlResult.Parsed.class);
        return ((GraphQlResult.Parsed) read).items();
    }

    private static List<String> roots(String document) {
        return items(document).stream()
                .filter(GraphQlItem.RootField.class::isInstance)
                .map(GraphQlItem.RootField.class::cast)
                .map(root -> root.type() + " " + root.name())
                .toList();
    }

    @Test
    void every_operation_alias_and_fragment_of_a_document_is_seen_whatever_is_to_run() {
        assertThat(
                        roots(
                                """
                                query A { viewer { id } }
                                mutation B { one: send(to: "a") two: send(to: "b") ...More ... on Mutation { third } }
                                fragment More on Mutation { fourth(x: 1) { deep { deeper } } }
                                """))
                .containsExactly(
                        "query viewer",
                        "mutation send",
                        "mutation send",
                        "mutation third",
                        "mutation fourth");
    }

    @Test
    void literals_defaults_and_uses_stand_under_their_names() {
        assertThat(
                        items(
                                """
                                # a note
                                mutation M($t: [String!]! = ["d"]) @live(if: true) {
                                  send(input: {to: [$t, "e"], n: -1.5e3, kind: LOUD, none: null, text: \"\"\"
                                    block
                                      of text
                                  \"\"\"})
                                }
                                """))
                .contains(
                        new GraphQlItem.Comment(" a note"),
                        new GraphQlItem.Operation("mutation", "M"),
                        new GraphQlItem.Literal(
                                List.of("variables", "t"), "d", GraphQlItem.Kind.TEXT),
                        new GraphQlItem.Literal(
                                List.of("@live", "if"), "true", GraphQlItem.Kind.BOOLEAN),
                        new GraphQlItem.Use(List.of("send", "input", "to"), "t"),
                        new GraphQlItem.Literal(
                                List.of("send", "input", "to"), "e", GraphQlItem.Kind.TEXT),
                        new GraphQlItem.Literal(
                                List.of("send", "input", "n"), "-1.5e3", GraphQlItem.Kind.NUMBER),
                        new GraphQlItem.Literal(
                                List.of("send", "input", "kind"), "LOUD", GraphQlItem.Kind.ENUM),
                        new GraphQlItem.Literal(
                                List.of("send", "input", "none"), "null", GraphQlItem.Kind.NULL),
                        new GraphQlItem.Literal(
                                List.of("send", "input", "text"),
                                "block\n  of text",
                                GraphQlItem.Kind.TEXT));
    }

    @Test
    void escapes_are_read_as_the_api_reads_them() {
        assertThat(items("{a(b: \"e\\u0076il\\u0040x.example\\n\\\"\")}"))
                .contains(
                        new GraphQlItem.Literal(
                                List.of("a", "b"), "evil@x.example\n\"", GraphQlItem.Kind.TEXT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{a",
                "{a(}",
                "{a()}",
                "{a(b:)}",
                "{a(b:\"x)}",
                "{a(b:\"x\ny\")}",
                "{a(b:\"\\u12\")}",
                "{a(b:\"\\u{1F600}\")}",
                "{a(b:01)}",
                "{a(b:1x)}",
                "{a(b:[1)}",
                "{a(b:{c 1})}",
                "{a} b",
                "type A { b: C }",
                "schema { query: Q }",
                "extend type Mutation { x: Int }",
                "fragment on on X { a }",
                "fragment A X { a }",
                "query Q($a: = 1) { a }",
                "query Q($a: Int = $b) { a }",
                "{a; b}",
                "{a(b:'x')}",
                "subscription"
            })
    void what_is_no_executable_document_is_refused(String document) {
        assertThat(GraphQlReader.read(document)).isInstanceOf(GraphQlResult.Refused.class);
    }

    @Test
    void depth_and_number_are_bounded() {
        assertThat(GraphQlReader.read("{a".repeat(100) + "}".repeat(100)))
                .isInstanceOf(GraphQlResult.Refused.class);
        assertThat(GraphQlReader.read("{a(b:" + "[".repeat(5_000) + "]".repeat(5_000) + ")}"))
                .isInstanceOf(GraphQlResult.Refused.class);
        assertThat(GraphQlReader.read("{" + "a ".repeat(30_000) + "}"))
                .isInstanceOf(GraphQlResult.Refused.class);
    }
}
