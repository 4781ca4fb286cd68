package dev.stoplock.lab.mutation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The one object that the stand-ins of Notion and GitHub answer with: it has every field that the
 * drilled servers' own schemas ask of a page, a comment, a list, an issue and a repository
 * (developers.notion.com/reference, docs.github.com/rest).
 */
final class WorkReply {

    private static final String AT = "2026-11-23T12:00:00Z";

    static final String TEXT = Trees.text(reply());

    private WorkReply() {}

    private static ObjectNode reply() {
        ObjectNode reply = repository(Trees.JSON.createObjectNode());
        reply.put("object", "page").put("title", "made").put("number", 1).put("state", "open");
        reply.put("body", "").put("has_more", false).putNull("next_cursor");
        reply.putObject("properties");
        for (String list : List.of("results", "labels", "assignees", "items")) {
            reply.putArray(list);
        }
        repository(reply.putObject("parent"));
        repository(reply.putObject("source"));
        return reply;
    }

    private static ObjectNode repository(ObjectNode reply) {
        reply.put("id", 4711).put("node_id", "R_4711").put("name", "made");
        reply.put("full_name", "lockstreet/made").put("private", true).put("fork", false);
        reply.put("description", "").put("default_branch", "main");
        for (String time : List.of("created_at", "updated_at", "pushed_at")) {
            reply.put(time, AT);
        }
        ObjectNode owner = reply.putObject("owner");
        owner.put("login", "lockstreet").put("id", 7).put("node_id", "U_7").put("type", "User");
        for (String url : List.of("url", "html_url", "git_url", "ssh_url", "clone_url")) {
            reply.put(url, "https://api.github.com/repos/lockstreet/made");
        }
        for (String url : List.of("avatar_url", "url", "html_url")) {
            owner.put(url, "https://api.github.com/users/lockstreet");
        }
        return reply;
    }
}
