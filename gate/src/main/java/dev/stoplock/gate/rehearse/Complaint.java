package dev.stoplock.gate.rehearse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server missed in a reply, by the issues of a zod schema that its error quotes (zod.dev,
 * "Error handling": {@code code}, {@code expected}, {@code path}): a place, and what it wants
 * there; {@code free}: any value of that kind will do. A stand-in that mends its reply so answers
 * by the schema that the code applies.
 */
record Complaint(List<String> path, Json wanted, boolean free) {

    private static final int MOST = 60;

    Complaint {
        path = List.copyOf(path);
    }

    /** Those in the texts of an answer; none where it quotes no issues. */
    static List<Complaint> in(Json answer) {
        List<Complaint> complaints = new ArrayList<>();
        search(answer, complaints);
        return complaints.subList(0, Math.min(MOST, complaints.size()));
    }

    private static void search(Json value, List<Complaint> complaints) {
        switch (value) {
            case Json.Obj(Map<String, Json> members) ->
                    members.values().forEach(each -> search(each, complaints));
            case Json.Arr(List<Json> items) -> items.forEach(each -> search(each, complaints));
            case Json.Str(String text) -> quoted(text, complaints);
            case Json.Num n -> {}
            case Json.Bool b -> {}
            case Json.Null n -> {}
        }
    }

    private static void quoted(String text, List<Complaint> complaints) {
        int from = text.indexOf('[');
        int to = text.lastIndexOf(']');
        if (from >= 0
                && to > from
                && JsonReader.read(text.substring(from, to + 1).getBytes(UTF_8), JsonLimits.MESSAGE)
                        instanceof JsonResult.Parsed(Json.Arr(List<Json> issues))) {
            issues.forEach(issue -> issue(issue, complaints));
        }
    }

    private static void issue(Json issue, List<Complaint> complaints) {
        if (!(issue instanceof Json.Obj object)
                || !(object.at("path") instanceof Json.Arr(List<Json> steps))) {
            return;
        }
        for (String union : List.of("unionErrors", "errors")) {
            if (object.at(union) instanceof Json.Arr(List<Json> branches) && !branches.isEmpty()) {
                Json first = branches.getFirst();
                Json issues =
                        first instanceof Json.Obj error && error.at("issues") != null
                                ? error.at("issues")
                                : first;
                if (issues instanceof Json.Arr(List<Json> inner)) {
                    inner.forEach(each -> issue(each, complaints));
                }
                return;
            }
        }
        List<String> path = new ArrayList<>();
        for (Json step : steps) {
            path.add(
                    switch (step) {
                        case Json.Str(String name) -> name;
                        case Json.Num(String index) -> index;
                        default -> "";
                    });
        }
        Json wanted = wanted(object, path.isEmpty() ? "" : path.getLast());
        if (wanted != null && path.size() < 16) {
            complaints.add(new Complaint(path, wanted, !isOneOf(object)));
        }
    }

    /** Whether it names the values that it takes. */
    private static boolean isOneOf(Json.Obj issue) {
        String expected = issue.text("expected");
        return issue.at("options") != null
                || issue.at("values") != null
                || "invalid_literal".equals(issue.text("code"))
                || expected != null && expected.startsWith("'");
    }

    private static @Nullable Json wanted(Json.Obj issue, String name) {
        for (String options : List.of("options", "values")) {
            if (issue.at(options) instanceof Json.Arr(List<Json> allowed) && !allowed.isEmpty()) {
                return allowed.getFirst();
            }
        }
        if ("invalid_literal".equals(issue.text("code"))) {
            return issue.at("expected");
        }
        String expected = issue.text("expected");
        // Threat: a server that names a place in sentences would have them said by an upstream
        String plain =
                name.matches("[A-Za-z0-9_-]{1,40}") ? name.toLowerCase(Locale.ROOT) : "value";
        // one of several words, each in quotes
        if (expected != null && expected.startsWith("'") && expected.indexOf('\'', 1) > 0) {
            return Json.of(expected.substring(1, expected.indexOf('\'', 1)));
        }
        return switch (expected == null ? "" : expected) {
            case "string" ->
                    Json.of(
                            plain.contains("url")
                                    ? "https://pages.example/" + plain + "-"
                                    : plain.endsWith("_at") || plain.contains("date")
                                            ? "2026-02-03T04:05:06Z"
                                            : plain + "-");
            case "number", "int", "integer", "bigint" -> new Json.Num("4711");
            case "boolean" -> new Json.Bool(true);
            case "array" -> new Json.Arr(List.of());
            case "object", "record" -> Json.object().build();
            case "null" -> Json.NULL;
            default -> null;
        };
    }

    /**
     * The reply with what is wanted at its place; what is in the way gives way. {@code number}: one
     * that no other reply has, so that no two replies share a value.
     */
    Json mend(Json reply, int number) {
        return mended(reply, path, free ? own(number) : wanted);
    }

    private Json own(int number) {
        return switch (wanted) {
            case Json.Str(String text) when text.endsWith("-") ->
                    Json.of(text + Integer.toString(1_000_000 + number * 7_919, 36));
            case Json.Num n -> new Json.Num(Integer.toString(47_110 + number));
            default -> wanted;
        };
    }

    private static Json mended(@Nullable Json value, List<String> rest, Json wanted) {
        if (rest.isEmpty()) {
            return wanted;
        }
        String step = rest.getFirst();
        List<String> below = rest.subList(1, rest.size());
        if (step.matches("[0-9]{1,3}")) {
            List<Json> items =
                    value instanceof Json.Arr(List<Json> there)
                            ? new ArrayList<>(there)
                            : new ArrayList<>();
            int index = Integer.parseInt(step);
            while (items.size() <= index) {
                items.add(Json.object().build());
            }
            items.set(index, mended(items.get(index), below, wanted));
            return new Json.Arr(items);
        }
        Map<String, Json> members =
                value instanceof Json.Obj(Map<String, Json> there)
                        ? new LinkedHashMap<>(there)
                        : new LinkedHashMap<>();
        members.put(step, mended(members.get(step), below, wanted));
        return new Json.Obj(members);
    }
}
