package dev.stoplock.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.core.json.YamlObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a review saw of each tool beside the list that was made from the source beforehand ({@code
 * lab/servers/README.md}).
 *
 * <p>A tool counts as reached whole where the review says so and every request on its list was
 * seen, those under a condition included; a tool whose list is empty where none was seen.
 */
final class ReachedTable {

    private static final Pattern SEGMENT = Pattern.compile("\\{[^}]*}");

    /** One tool: the requests on its list, those that were seen, and how far the review came. */
    record Row(String tool, List<String> listed, List<String> seen, String reached) {

        List<String> notSeen() {
            return listed.stream()
                    .filter(line -> seen.stream().noneMatch(each -> isSame(line, each)))
                    .toList();
        }

        List<String> notListed() {
            return seen.stream()
                    .filter(each -> listed.stream().noneMatch(line -> isSame(line, each)))
                    .toList();
        }

        boolean isWhole() {
            return notSeen().isEmpty()
                    && notListed().isEmpty()
                    && reached.equals(listed.isEmpty() ? "none" : "all");
        }

        String line() {
            return tool
                    + " · listed "
                    + listed.size()
                    + " · seen "
                    + seen.size()
                    + " · "
                    + (isWhole() ? listed.isEmpty() ? "asks for nothing" : "whole" : reached)
                    + (notSeen().isEmpty() ? "" : " · not seen: " + notSeen())
                    + (notListed().isEmpty() ? "" : " · NOT LISTED: " + notListed());
        }
    }

    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** {@code review}: what {@code stoplock review --json} printed. */
    ReachedTable(Map<String, List<String>> lists, JsonNode review) {
        lists.forEach((tool, listed) -> {
            JsonNode its = review.path("tools").path(tool);
            List<String> seen = new ArrayList<>();
            its.path("requests").forEach(each -> seen.add(each.asText()));
            rows.put(tool, new Row(tool, listed, seen, its.path("reached").asText("not called")));
        });
    }

    /** By tool, the requests of {@code requests.yaml}, in their order. */
    static Map<String, List<String>> lists(Path file) throws Exception {
        YamlObject tools = YamlObject.root(file.toString(), Files.readString(file)).object("tools");
        Map<String, List<String>> lists = new LinkedHashMap<>();
        for (String tool : tools.keys()) {
            List<String> lines = new ArrayList<>();
            for (YamlObject.Item item : tools.items(tool, "a request")) {
                YamlObject under = item.object();
                lines.add(under == null ? item.text() : under.text("request"));
            }
            lists.put(tool, lines);
        }
        return lists;
    }

    List<Row> rows() {
        return List.copyOf(rows.values());
    }

    List<Row> notWhole() {
        return rows.values().stream().filter(row -> !row.isWhole()).toList();
    }

    /** How many tools the review says this of. */
    long count(String reached) {
        return rows.values().stream().filter(row -> row.reached().equals(reached)).count();
    }

    /** A segment in braces is any one; one that ends in dots, any number. */
    private static boolean isSame(String listed, String seen) {
        if (listed.equals("SMTP mail")) {
            return seen.startsWith("smtp mail ");
        }
        StringBuilder pattern = new StringBuilder();
        int at = 0;
        var braces = SEGMENT.matcher(listed);
        while (braces.find()) {
            pattern.append(Pattern.quote(listed.substring(at, braces.start())));
            boolean many = braces.group().endsWith("...}");
            pattern.append(many ? "\\{x}(/\\{x})*" : "\\{x}");
            at = braces.end();
        }
        pattern.append(Pattern.quote(listed.substring(at)));
        return seen.matches(pattern.toString());
    }
}
