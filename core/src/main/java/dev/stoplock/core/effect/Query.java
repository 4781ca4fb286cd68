package dev.stoplock.core.effect;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.Shown;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The parameters of a query string (WHATWG URL, application/x-www-form-urlencoded); a name may
 * stand once, in one case only.
 */
final class Query {

    record Parameter(String name, String value) {}

    /** What APIs call a credential that stands in the query. */
    private static final Set<String> CREDENTIALS =
            Set.of(
                    "access_token",
                    "api-key",
                    "api_key",
                    "api_token",
                    "apikey",
                    "auth_token",
                    "client_secret",
                    "refresh_token");

    private Query() {}

    static List<Parameter> parse(String query) throws Unreadable {
        List<Parameter> parameters = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = decode(equals < 0 ? part : part.substring(0, equals));
            String value = equals < 0 ? "" : decode(part.substring(equals + 1));
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
                throw new Unreadable(
                        "wire.duplicate-parameter",
                        "a query parameter stands twice: " + Shown.text(name));
            }
            parameters.add(new Parameter(name, value));
        }
        return parameters;
    }

    /**
     * The atoms of a parameter that an API does not document. Threat: its name is free text that
     * leaves as much as its value does.
     */
    static List<Atom> unknown(Parameter parameter) {
        String path = "query/" + parameter.name();
        if (CREDENTIALS.contains(parameter.name().toLowerCase(Locale.ROOT))) {
            // without a role: a URL is logged by others, so only a grant that names it puts one in
            return List.of(new Atom(path, AtomClass.CREDENTIAL, Role.NONE, parameter.value()));
        }
        return List.of(
                Atom.destination(path + "/name", Role.NONE, parameter.name()),
                Atom.destination(path, Role.NONE, parameter.value()));
    }

    static String decode(String text) throws Unreadable {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Unreadable("wire.target", "a request target holds bytes that are not UTF-8");
        }
    }
}
