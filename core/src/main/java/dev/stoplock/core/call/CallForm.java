package dev.stoplock.core.call;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one form of a tool call: the same bytes for the same tool and the same arguments, whatever
 * the order of members, the white space and the spelling of numbers.
 */
public final class CallForm {

    /** Longer numbers are compared as they are spelled, so that none costs more than it is long. */
    private static final int LONGEST_NUMBER = 64;

    private CallForm() {}

    public static byte[] bytes(String tool, Json arguments) {
        Json whole = Json.object().put("tool", tool).put("arguments", ordered(arguments)).build();
        return JsonWriter.compact(whole).getBytes(StandardCharsets.UTF_8);
    }

    private static Json ordered(Json value) {
        return switch (value) {
            case Json.Obj(Map<String, Json> members) -> {
                Map<String, Json> sorted = new TreeMap<>();
                members.forEach((key, member) -> sorted.put(key, ordered(member)));
                yield new Json.Obj(sorted);
            }
            case Json.Arr(List<Json> items) ->
                    new Json.Arr(items.stream().map(CallForm::ordered).toList());
            case Json.Num(String literal) -> new Json.Num(number(literal));
            case Json.Str text -> text;
            case Json.Bool truth -> truth;
            case Json.Null nothing -> nothing;
        };
    }

    private static String number(String literal) {
        if (literal.length() > LONGEST_NUMBER) {
            return literal;
        }
        try {
            BigDecimal value = new BigDecimal(literal).stripTrailingZeros();
            return value.unscaledValue() + "e" + -(long) value.scale();
        } catch (NumberFormatException e) {
            // an exponent that no decimal holds: compared as it is spelled
            return literal;
        }
    }
}
