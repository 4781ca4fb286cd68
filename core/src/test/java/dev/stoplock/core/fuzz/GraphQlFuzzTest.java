package dev.stoplock.core.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.stoplock.core.wire.graphql.GraphQlItem;
import dev.stoplock.core.wire.graphql.GraphQlReader;
import dev.stoplock.core.wire.graphql.GraphQlResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The reader of GraphQL documents, held against a plain cutter of words: whatever a document writes
 * out, a word, a string, a comment, stands in what was read of it.
 */
class GraphQlFuzzTest {

    /** Strings and comments hide what looks like words, so all are cut at once (GraphQL, 2.1). */
    private static final Pattern PIECE =
            Pattern.compile(
                    "(?s)#([^\\n\\r]*)|\"\"\"((?:\\\\\"\"\"|(?!\"\"\").)*+)\"\"\"|\"((?:[^\"\\\\]|\\\\.)*+)\"|([_A-Za-z][_0-9A-Za-z]*)");

    private static final Pattern VARIABLE = Pattern.compile("\\$[\\s,]*([_A-Za-z][_0-9A-Za-z]*)");
    private static final Pattern SILENT =
            Pattern.compile(
                    "[\\[{][\\s,\ufeff]*(#[^\\n\\r]*[\\n\\r][\\s,\ufeff]*)*[\\]}]|[0-9][eE][+-]?[0-9]");

    private static final Set<String> GRAMMAR =
            Set.of("query", "mutation", "subscription", "fragment", "on");

    @DictionaryEntries({
        "mutation A{send(to:\"a@x.example\"){id}}",
        "query($a:[ID!]!=\"b\"){c(d:$a)}",
        "fragment F on User{id}",
        "...F ",
        "... on Query{a}",
        "@include(if:true)",
        "\"\"\"block\"\"\"",
        "\\\\u0041",
        "{a:{b:[1,null,RED]}}",
        "alias:field",
        "#comment\\x0A"
    })
    @FuzzTest
    void whatever_a_document_writes_out_is_read(byte[] data) {
        String document = new String(data, UTF_8);
        if (!(GraphQlReader.read(document) instanceof GraphQlResult.Parsed(var items))) {
            return;
        }
        List<String> strings = new ArrayList<>();
        List<String> comments = new ArrayList<>();
        Set<String> words = new TreeSet<>();
        Matcher piece = PIECE.matcher(document);
        while (piece.find()) {
            if (piece.group(1) != null) {
                comments.add(piece.group(1));
            } else if (piece.group(2) != null) {
                strings.add(bare(piece.group(2).replace("\\\"\"\"", "\"\"\"")));
            } else if (piece.group(3) != null) {
                strings.add(bare(unescaped(piece.group(3))));
            } else {
                words.add(piece.group(4));
            }
        }

        List<String> texts = new ArrayList<>();
        List<String> said = new ArrayList<>();
        Set<String> read = new TreeSet<>(GRAMMAR);
        for (GraphQlItem item : items) {
            switch (item) {
                case GraphQlItem.Comment(String value) -> said.add(value);
                case GraphQlItem.Operation(String type, String name) ->
                        read.addAll(List.of(type, name));
                case GraphQlItem.RootField(String type, String name) -> read.add(name);
                case GraphQlItem.Word(String what, String value) -> read.add(value);
                case GraphQlItem.Alias(String value) -> read.add(value);
                case GraphQlItem.Use(List<String> under, String variable) -> {
                    read.add(variable);
                    under.forEach(each -> read.add(each.replace("@", "")));
                }
                case GraphQlItem.Literal(
                                List<String> under,
                                String value,
                                GraphQlItem.Kind kind) -> {
                    under.forEach(each -> read.add(each.replace("@", "")));
                    if (kind == GraphQlItem.Kind.TEXT) {
                        texts.add(bare(value));
                    } else {
                        read.add(value);
                    }
                }
            }
        }
        words.removeAll(read);
        Matcher variable = VARIABLE.matcher(document);
        while (variable.find()) {
            words.remove(variable.group(1));
        }
        // an empty list or object says no more than the name it stands under, and the exponent of a
        // number is no word
        boolean silent = SILENT.matcher(document).find();
        assertThat(texts).isEqualTo(strings);
        assertThat(said).isEqualTo(comments);
        if (!silent) {
            assertThat(words).isEmpty();
        }
    }

    /** Without the blanks that a block string may lose at the start and the end of its lines. */
    private static String bare(String text) {
        return text.replaceAll("[ \\t\\r\\n]+", "");
    }

    /** RFC 8259's escapes, which are GraphQL's (2.9.4). */
    private static String unescaped(String text) {
        return Pattern.compile("\\\\(u([0-9a-fA-F]{4})|.)")
                .matcher(text)
                .replaceAll(each ->
                        Matcher.quoteReplacement(
                                each.group(2) != null
                                        ? String.valueOf((char) Integer.parseInt(each.group(2), 16))
                                        : switch (each.group(1)) {
                                            case "b" -> "\b";
                                            case "f" -> "\f";
                                            case "n" -> "\n";
                                            case "r" -> "\r";
                                            case "t" -> "\t";
                                            default -> each.group(1);
                                        }));
    }
}
