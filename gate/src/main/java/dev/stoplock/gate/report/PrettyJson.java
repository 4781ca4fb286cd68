package dev.stoplock.gate.report;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** JSON for reading: a member or item a line, indented by two spaces. */
public final class PrettyJson {

    private final StringBuilder out = new StringBuilder();

    private PrettyJson() {}

    public static String of(Json value) {
        PrettyJson pretty = new PrettyJson();
        pretty.write(value, 0);
        return pretty.out.toString();
    }

    private void write(Json value, int depth) {
        switch (value) {
            case Json.Obj(Map<String, Json> members) when !members.isEmpty() -> {
                out.append('{');
                Iterator<Map.Entry<String, Json>> each = members.entrySet().iterator();
                while (each.hasNext()) {
                    Map.Entry<String, Json> member = each.next();
                    line(depth + 1);
                    out.append(JsonWriter.compact(Json.of(member.getKey()))).append(": ");
                    write(member.getValue(), depth + 1);
                    out.append(each.hasNext() ? "," : "");
                }
                line(depth);
                out.append('}');
            }
            case Json.Arr(List<Json> items) when !items.isEmpty() -> {
                out.append('[');
                for (int i = 0; i < items.size(); i++) {
                    line(depth + 1);
                    write(items.get(i), depth + 1);
                    out.append(i + 1 < items.size() ? "," : "");
                }
                line(depth);
                out.append(']');
            }
            case Json other -> out.append(JsonWriter.compact(other));
        }
    }

    private void line(int depth) {
        out.append('\n').append("  ".repeat(depth));
    }
}
