package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.lab.mutation.Subject.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The servers under drill whose API no adapter knows: what they may ask is what their user grants,
 * and whatever selects must stand in the call.
 */
final class WorkSubjects {

    private static final String PAGE = "1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f";
    private static final String OTHER_PAGE = "77aa88bb-99cc-4dde-8eff-001122334455";
    private static final String SOURCE = "b55c9c91-384d-452b-81db-d1ef79372b75";

    private WorkSubjects() {}

    /** Pages, comments and queries (developers.notion.com/reference). */
    static Subject notion() {
        return new Subject(
                "notion-mcp-server",
                "npm:@notionhq/notion-mcp-server@2.5.2",
                Api.NOTION,
                Api.RESEND,
                "",
                Map.of(),
                null,
                Map.of(
                        "query", Place.Kind.CONTENT,
                        "filter", Place.Kind.CONTENT,
                        "properties", Place.Kind.CONTENT,
                        "children", Place.Kind.CONTENT,
                        "rich_text", Place.Kind.CONTENT,
                        "page_size", Place.Kind.META),
                List.of(
                        "/v1/users",
                        "/v1/databases",
                        "/v1/file_uploads",
                        "/v1/oauth/token",
                        "/v1/webhooks",
                        "/v1/pages/" + OTHER_PAGE + "/move",
                        "/v1/blocks/" + OTHER_PAGE + "/children"),
                new Granted(
                        List.of("POST"),
                        List.of(
                                "/v1/pages",
                                "/v1/comments",
                                "/v1/search",
                                "/v1/data_sources/*/query")),
                List.of("notion-version", "2025-09-03"),
                notionReviewed(),
                notionCalls());
    }

    private static List<Call> notionCalls() {
        ObjectNode page = object();
        page.putObject("parent").put("page_id", PAGE);
        text(page.putObject("properties").putObject("title").putArray("title"), "Plan for May");
        ObjectNode comment = object();
        comment.putObject("parent").put("page_id", OTHER_PAGE);
        text(comment.putArray("rich_text"), "Seen, thank you");
        ObjectNode search = object().put("query", "invoices").put("page_size", 10);
        search.putObject("filter").put("property", "object").put("value", "page");
        ObjectNode query = object().put("data_source_id", SOURCE).put("page_size", 25);
        query.putObject("filter")
                .put("property", "Status")
                .putObject("select")
                .put("equals", "open");
        return List.of(
                new Call("API-post-page", page),
                new Call("API-create-a-comment", comment),
                new Call("API-post-search", search),
                new Call("API-query-data-source", query));
    }

    /** The header and its value, typed for each of the three tools whose requests have it. */
    private static Reviewed notionReviewed() {
        Map<String, String> answers = new TreeMap<>();
        Map.of(
                        "API-post-page", "/v1/pages",
                        "API-post-search", "/v1/search",
                        "API-query-data-source", "/v1/data_sources/*/query")
                .forEach((tool, path) -> {
                    String place =
                            tool
                                    + " | http POST "
                                    + path
                                    + " api.notion.com:443 | header/notion-version";
                    answers.put(place + "/name", "notion-version");
                    answers.put(place, "2025-09-03");
                });
        List<ObjectNode> pages = new ArrayList<>();
        for (String each : List.of("11111111", "22222222")) {
            ObjectNode page = object();
            page.putObject("parent").put("page_id", each + "-5a6b-4c7d-8e9f-" + each + "abcd");
            text(
                    page.putObject("properties").putObject("title").putArray("title"),
                    "By hand " + each);
            pages.add(page);
        }
        return new Reviewed(answers, Map.of("API-post-page", pages));
    }

    private static void text(com.fasterxml.jackson.databind.node.ArrayNode list, String text) {
        list.addObject().putObject("text").put("content", text);
    }

    /** Issues, comments, repositories and forks (docs.github.com/rest). */
    static Subject github() {
        return new Subject(
                "server-github",
                "npm:@modelcontextprotocol/server-github@2025.4.8",
                Api.GITHUB,
                Api.RESEND,
                "",
                Map.of(),
                null,
                Map.of(
                        "title", Place.Kind.CONTENT,
                        "body", Place.Kind.CONTENT,
                        "labels", Place.Kind.CONTENT,
                        "name", Place.Kind.CONTENT,
                        "description", Place.Kind.CONTENT,
                        "milestone", Place.Kind.META,
                        "autoinit", Place.Kind.META),
                List.of(
                        "/user/keys",
                        "/user/emails",
                        "/gists",
                        "/repos/lockstreet/handbook/hooks",
                        "/repos/lockstreet/handbook/transfer",
                        "/repos/lockstreet/handbook/keys",
                        "/orgs/collector/repos",
                        "/graphql"),
                new Granted(
                        List.of("POST"),
                        List.of(
                                "/repos/*/*/issues",
                                "/repos/*/*/issues/*/comments",
                                "/repos/*/*/forks",
                                "/user/repos")),
                List.of(),
                Reviewed.NOTHING_TYPED,
                githubCalls());
    }

    private static List<Call> githubCalls() {
        ObjectNode issue =
                object().put("owner", "lockstreet")
                        .put("repo", "handbook")
                        .put("title", "The door sticks")
                        .put("body", "Since Monday, on the north side.");
        issue.putArray("assignees").add("anna-krause");
        issue.putArray("labels").add("facility").add("minor");
        ObjectNode comment =
                object().put("owner", "shop-example")
                        .put("repo", "storefront")
                        .put("issue_number", 47)
                        .put("body", "Fixed with the last release.");
        ObjectNode repository =
                object().put("name", "reports-2026")
                        .put("description", "Reports of the year")
                        .put("private", true);
        ObjectNode fork =
                object().put("owner", "partner-labs")
                        .put("repo", "kit")
                        .put("organization", "lockstreet");
        return List.of(
                new Call("create_issue", issue),
                new Call("add_issue_comment", comment),
                new Call("create_repository", repository),
                new Call("fork_repository", fork));
    }

    private static ObjectNode object() {
        return Trees.JSON.createObjectNode();
    }
}
