package dev.stoplock.gate.rehearse;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What no call with made-up values could use: the place of a member, or the place of a choice with
 * the word that never worked.
 */
final class Unused {

    private static final String IS = " = ";

    private Unused() {}

    /** The word that these arguments have at the place of a choice. */
    static String word(String choice, Json arguments) {
        String place = choice.replace("?", "");
        Json value = at(arguments, steps(place));
        return place + IS + (value == null ? "another kind" : JsonWriter.compact(value));
    }

    /** Whether these arguments use it. */
    static boolean isIn(String unused, Json arguments) {
        int is = unused.indexOf(IS);
        Json value = at(arguments, steps(is < 0 ? unused : unused.substring(0, is)));
        return value != null
                && (is < 0 || JsonWriter.compact(value).equals(unused.substring(is + IS.length())));
    }

    private static List<String> steps(String place) {
        return List.of(place.substring(Math.min(1, place.length())).split("/", -1));
    }

    /** The first value there; a star is any element. */
    private static @Nullable Json at(Json value, List<String> way) {
        if (way.isEmpty()) {
            return value;
        }
        List<String> rest = way.subList(1, way.size());
        return switch (value) {
            case Json.Obj object -> {
                Json member = object.at(way.getFirst().replace("~1", "/").replace("~0", "~"));
                yield member == null ? null : at(member, rest);
            }
            case Json.Arr(List<Json> items) -> {
                Json found = null;
                for (Json item : items) {
                    found = found == null ? at(item, rest) : found;
                }
                yield found;
            }
            default -> null;
        };
    }
}
