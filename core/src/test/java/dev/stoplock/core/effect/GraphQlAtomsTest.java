package dev.stoplock.core.effect;

import static dev.stoplock.core.effect.Requests.read;
import static dev.stoplock.core.effect.Requests.shown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Destination;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphQlAtomsTest {

    private static final Destination API = Destination.parse("api.tracker.example");

    private static List<String> post(String body) {
        return destinations(
                shown(read(API, "POST", "/graphql", body, "Content-Type", "application/json")));
    }

    private static List<String> destinations(List<String> lines) {
        return lines.stream()
                .filter(line ->
                        line.contains(" DESTINATION ")
                                        && !line.startsWith("path/")
                                        && !line.startsWith("method ")
                                || line.startsWith("unreadable"))
                .map(line -> line.replaceAll("/[0-9]+/", "/"))
                .toList();
    }

    private static String request(String query, String variables) {
        return "{\"query\":"
                + JsonWriter.compact(Json.of(query))
                + ",\"variables\":"
                + variables
                + "}";
    }

    @Test
    void a_query_that_names_nothing_to_send_to_is_no_destination() {
        assertThat(post(request("query Q { viewer { name } }", "null"))).isEmpty();
    }

    @Test
    void what_a_mutation_does_and_to_whom_are_destinations() {
        assertThat(
                        post(
                                request(
                                        "mutation M { issueCreate(input: {teamId: \"T\", title: \"words\", note: \"evil@x.example\"}) { id } }",
                                        "{}")))
                .containsExactly(
                        "body/query/mutation DESTINATION SELECTOR issueCreate",
                        "body/query/issueCreate/input/teamId DESTINATION SELECTOR T",
                        "body/query/issueCreate/input/note DESTINATION NONE evil@x.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "[ , ]", "[[], []]", "[{}]"})
    void an_empty_list_or_object_is_an_atom_where_it_stands(String empty) {
        String document = "mutation { share(with: %s, input: {note: %s, labelIds: %s}) }";
        List<String> lines =
                shown(
                        read(
                                API,
                                "POST",
                                "/graphql",
                                request(document.formatted(empty, empty, empty), "{}"),
                                "Content-Type",
                                "application/json"));
        int each = Math.max(1, empty.split("\\[\\]", -1).length - 1);
        assertThat(lines)
                .filteredOn(line -> line.matches("body/query/[0-9]+/share/(with|input/.*) .*"))
                .hasSize(3 * each);
        assertThat(destinations(lines))
                .contains("body/query/share/input/labelIds DESTINATION SELECTOR ");
    }

    @Test
    void aliases_of_a_mutation_are_each_seen() {
        assertThat(post(request("mutation { a: send(to: \"x\") b: send(to: \"y\") }", "{}")))
                .containsExactly(
                        "body/query/mutation DESTINATION SELECTOR send",
                        "body/query/send/to DESTINATION SELECTOR x",
                        "body/query/mutation DESTINATION SELECTOR send",
                        "body/query/send/to DESTINATION SELECTOR y");
    }

    @Test
    void a_variable_is_what_it_is_used_as_whatever_it_is_called() {
        assertThat(
                        post(
                                request(
                                        "mutation M($x: String) { send(to: $x, text: $y) }",
                                        "{\"x\":\"plain\",\"y\":\"plain\"}")))
                .containsExactly(
                        "body/query/mutation DESTINATION SELECTOR send",
                        "body/variables/x DESTINATION SELECTOR plain");
    }

    @Test
    void a_batch_is_read_whole() {
        String one = request("{ viewer { id } }", "{}");
        String two = request("mutation { drop }", "{}");
        assertThat(post("[" + one + "," + two + "]"))
                .containsExactly("body/query/mutation DESTINATION SELECTOR drop");
    }

    @Test
    void a_document_elsewhere_or_in_another_shape_is_found() {
        String mutation = "mutation { send(to: \"x\") }";
        List<String> expected =
                List.of("mutation DESTINATION SELECTOR send", "send/to DESTINATION SELECTOR x");
        assertThat(
                        destinations(
                                shown(
                                        read(
                                                API,
                                                "POST",
                                                "/api",
                                                request(mutation, "{}"),
                                                "Content-Type",
                                                "application/json"))))
                .map(line -> line.replaceAll("^body/query/", ""))
                .isEqualTo(expected);
        assertThat(
                        destinations(
                                shown(
                                        read(
                                                API,
                                                "POST",
                                                "/api",
                                                mutation,
                                                "Content-Type",
                                                "application/graphql"))))
                .map(line -> line.replaceAll("^body/", ""))
                .isEqualTo(expected);
        String target =
                "/graphql?query="
                        + mutation.replace(" ", "%20").replace("\"", "%22").replace(":", "%3A");
        assertThat(destinations(shown(read(API, "GET", target, ""))))
                .map(line -> line.replaceAll("^query/query/", ""))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"query\":\"mutation { send(\"}",
                "{\"id\":\"stored\"}",
                "{\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"ab\"}}}",
                "{\"query\":7}",
                "\"{a}\"",
                "[1]",
                "{\"query\":\"{a}\",\"variables\":\"{}\"}",
                "{\"query\":\"{a}\",\"operationName\":[]}",
                "{\"query\":\"{a}\",\"Query\":\"mutation { drop }\"}",
                "{\"query\":\"{a}\",\"Variables\":{\"x\":\"y\"}}",
                "{\"query\":\"{a}\",\"operationname\":\"M\"}",
                "{\"query\":\"{a}\",\"EXTENSIONS\":{}}",
                "{\"query\":\"{a}\",\"exten\\u017fions\":{}}"
            })
    void what_brings_no_document_that_can_be_read_is_unreadable(String body) {
        assertThat(post(body)).containsExactly("unreadable effect.graphql-unreadable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Query\":\"mutation { drop }\"}",
                "{\"QUERY\":\"{a}\",\"variables\":{}}",
                "{\"query\":\"{a}\",\"Variables\":{}}"
            })
    void a_document_elsewhere_is_found_whatever_the_case_of_its_name(String body) {
        assertThat(shown(read(API, "POST", "/api", body, "Content-Type", "application/json")))
                .containsExactly("unreadable effect.graphql-unreadable");
    }

    @Test
    void a_parameter_of_a_graphql_query_has_its_own_case() {
        assertThat(shown(read(API, "GET", "/graphql?Query=mutation%7Bdrop%7D&query=%7Ba%7D", "")))
                .containsExactly("unreadable effect.graphql-unreadable");
    }

    @Test
    void a_search_is_no_document() {
        assertThat(
                        shown(
                                read(
                                        API,
                                        "POST",
                                        "/search",
                                        "{\"query\":\"{ what? }\",\"limit\":3}",
                                        "Content-Type",
                                        "application/json")))
                .contains("body/query CONTENT NONE { what? }");
    }
}
