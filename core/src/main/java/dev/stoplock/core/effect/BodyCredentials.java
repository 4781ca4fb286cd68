package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.SecretPlace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request that no adapter knows: the fields of a form or of a JSON object, those that
 * take a credential (an OAuth refresh: RFC 6749, 6) as such; any other body as one value.
 *
 * <p>A credential there has no role, so that only a grant which names the field puts one in.
 */
final class BodyCredentials {

    static final String FORM = "application/x-www-form-urlencoded";
    private static final String JSON = "application/json";

    private BodyCredentials() {}

    static List<Atom> read(Exchange exchange) {
        if (exchange.body().length == 0) {
            return List.of();
        }
        Json.Obj fields = json(exchange);
        List<Atom> atoms = new ArrayList<>();
        if (isType(exchange, FORM)) {
            for (Query.Parameter field : form(exchange.body())) {
                atoms.add(atom(field.name(), field.value()));
            }
        } else if (fields != null) {
            for (Map.Entry<String, Json> field : fields.members().entrySet()) {
                String text =
                        field.getValue() instanceof Json.Str(String value)
                                ? value
                                : JsonWriter.compact(field.getValue());
                atoms.add(atom(field.getKey(), text));
            }
        }
        // the fields are told apart only where one of them takes a credential
        return atoms.stream().anyMatch(atom -> atom.kind() == AtomClass.CREDENTIAL)
                ? atoms
                : List.of(Atom.content("body", latin(exchange.body())));
    }

    private static Atom atom(String name, String value) {
        String path = "body/" + name;
        return SecretPlace.BODY_FIELDS.contains(name.toLowerCase(Locale.ROOT))
                ? new Atom(path, AtomClass.CREDENTIAL, Role.NONE, value)
                : Atom.content(path, name + "=" + value);
    }

    /** Empty where the body is no form in which each name stands once. */
    private static List<Query.Parameter> form(byte[] body) {
        String text = latin(body);
        try {
            return text.matches("[\\x21-\\x7e]*") && percentsAreWhole(text)
                    ? Query.parse(text)
                    : List.of();
        } catch (Unreadable e) {
            // one value then: a placeholder in it is out of place
            return List.of();
        }
    }

    private static boolean percentsAreWhole(String text) {
        return !text.matches("(?s).*%(?![0-9A-Fa-f]{2}).*");
    }

    /** The object of a JSON body; null for any other body. */
    private static Json.@Nullable Obj json(Exchange exchange) {
        if (!isType(exchange, JSON)) {
            return null;
        }
        return switch (JsonReader.read(exchange.body(), JsonLimits.REQUEST)) {
            case JsonResult.Parsed(Json.Obj object) -> object;
            case JsonResult.Parsed other -> null;
            case JsonResult.Malformed malformed -> null;
        };
    }

    static boolean isType(Exchange exchange, String type) {
        String said = exchange.head().fields().only("content-type");
        return said != null && said.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals(type);
    }

    private static String latin(byte[] body) {
        return new String(body, StandardCharsets.ISO_8859_1);
    }
}
