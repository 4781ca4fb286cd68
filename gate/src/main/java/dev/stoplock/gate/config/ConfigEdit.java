package dev.stoplock.gate.config;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.YamlReader;
import dev.stoplock.core.lock.GrantText;
import dev.stoplock.core.lock.Quoted;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.port.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One change of a stoplock.yaml: a server's grant, line by line. What it wrote is read again and
 * must say the new grant and, in all else, what the old text said; otherwise nothing is written.
 */
record ConfigEdit(String text, ServerName server, Grant grant) {

    String apply() throws Refused {
        HomeConfig.parse("stoplock.yaml", text);
        List<String> lines = new ArrayList<>(text.lines().toList());
        Range servers = find(lines, new Range(-1, lines.size()), 0, "servers");
        if (servers == null) {
            lines.add("servers:");
            lines.addAll(block(1));
        } else if (!isBare(lines.get(servers.from))) {
            throw uneditable();
        } else {
            int depth = depthBelow(lines, servers);
            Range own = find(lines, servers, depth, server.value());
            if (own == null) {
                lines.addAll(contentEnd(lines, servers, 0), indented(depth));
            } else if (!isBare(lines.get(own.from))) {
                throw uneditable();
            } else {
                replace(lines, own, depth);
            }
        }
        String edited = String.join("\n", lines) + "\n";
        requireSame(edited);
        return edited;
    }

    /** Lines {@code from} (the key's own) up to {@code to} (exclusive). */
    private record Range(int from, int to) {}

    private static boolean isBare(String line) {
        return line.matches("[^#]*:\\s*(#.*)?");
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static boolean says(String line) {
        return !line.isBlank() && !line.stripLeading().startsWith("#");
    }

    private static int depthBelow(List<String> lines, Range block) {
        for (int i = block.from + 1; i < block.to; i++) {
            if (says(lines.get(i)) && indent(lines.get(i)) > 0) {
                return indent(lines.get(i));
            }
        }
        return 2;
    }

    /** The key's lines inside {@code within} at exactly this depth, or null. */
    private static @Nullable Range find(List<String> lines, Range within, int depth, String key) {
        Predicate<String> opens =
                Pattern.compile(
                                " {"
                                        + depth
                                        + "}("
                                        + Pattern.quote(key)
                                        + "|\""
                                        + Pattern.quote(key)
                                        + "\"|'"
                                        + Pattern.quote(key)
                                        + "')\\s*:(\\s.*)?")
                        .asMatchPredicate();
        for (int i = within.from + 1; i < within.to; i++) {
            if (opens.test(lines.get(i))) {
                int end = i + 1;
                while (end < within.to && belongs(lines.get(end), depth)) {
                    end++;
                }
                return new Range(i, end);
            }
        }
        return null;
    }

    /** A list's items may stand as deep as their key (YAML 1.2, 8.2.1). */
    private static boolean belongs(String line, int depth) {
        return !says(line)
                || indent(line) > depth
                || (indent(line) == depth && line.stripLeading().startsWith("- "));
    }

    /**
     * Where the block's own lines end: comments and blanks after them that stand no deeper belong
     * to what follows.
     */
    private static int contentEnd(List<String> lines, Range block, int depth) {
        int end = block.to;
        while (end > block.from + 1
                && !says(lines.get(end - 1))
                && indent(lines.get(end - 1)) <= depth) {
            end--;
        }
        return end;
    }

    private void replace(List<String> lines, Range own, int depth) {
        int inner = Integer.MAX_VALUE;
        for (int i = own.from + 1; i < own.to; i++) {
            if (says(lines.get(i)) && indent(lines.get(i)) > depth) {
                inner = Math.min(inner, indent(lines.get(i)));
            }
        }
        int step = inner == Integer.MAX_VALUE ? depth + 2 : inner;
        int end = own.to;
        for (String key : GrantText.KEYS) {
            Range old = find(lines, new Range(own.from, end), step, key);
            if (old != null) {
                int until = contentEnd(lines, old, step);
                lines.subList(old.from, until).clear();
                end -= until - old.from;
            }
        }
        lines.addAll(own.from + 1, shift(grantLines(), step));
    }

    private List<String> grantLines() {
        StringBuilder out = new StringBuilder();
        GrantText.lines(out, 0, grant);
        return out.toString().lines().toList();
    }

    private static List<String> shift(List<String> lines, int by) {
        return lines.stream().map(line -> " ".repeat(by) + line).toList();
    }

    private List<String> block(int steps) {
        return indented(2 * steps);
    }

    private List<String> indented(int depth) {
        List<String> block = new ArrayList<>();
        block.add(" ".repeat(depth) + Quoted.yaml(server.value()) + ":");
        block.addAll(shift(grantLines(), depth + 2));
        return block;
    }

    private void requireSame(String edited) throws Refused {
        HomeConfig after;
        try {
            after = HomeConfig.parse("stoplock.yaml", edited);
        } catch (Refused e) {
            throw uneditable();
        }
        if (!after.server(server).grant().equals(grant) || !without(edited).equals(without(text))) {
            throw uneditable();
        }
    }

    /** What the text says besides this server's grant. */
    private Map<String, Json> without(String yaml) {
        // A text of comments only is no YAML value, and says nothing.
        Map<String, Json> rest = new LinkedHashMap<>();
        if (YamlReader.read(yaml).result() instanceof JsonResult.Parsed(Json.Obj top)) {
            rest.putAll(top.members());
        }
        Map<String, Json> servers = new LinkedHashMap<>();
        if (rest.remove("servers") instanceof Json.Obj all) {
            servers.putAll(all.members());
        }
        Map<String, Json> own = new LinkedHashMap<>();
        if (servers.remove(server.value()) instanceof Json.Obj old) {
            own.putAll(old.members());
        }
        GrantText.KEYS.forEach(own::remove);
        rest.put("servers", new Json.Obj(servers));
        rest.put("\0own", new Json.Obj(own));
        return rest;
    }

    private Refused uneditable() {
        return new Refused(
                Exit.USAGE,
                "config.uneditable",
                "stoplock.yaml is written in a way that cannot be changed safely for " + server,
                "write this there under servers: and run the command again\n"
                        + String.join("\n", block(1)));
    }
}
