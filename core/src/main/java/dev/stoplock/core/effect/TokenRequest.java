package dev.stoplock.core.effect;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request for an access token (RFC 6749, 4.4.2 and 6), at an endpoint that a grant names: a form
 * or a JSON object with {@code grant_type} and fields of a closed list, each once. Method, path,
 * names and {@code grant_type} are the operation; whose token and for what is asked is a
 * destination; what authorises is a credential.
 *
 * <p>Threat: {@code authorization_code}, {@code password} and assertions fetch a token of whoever
 * gave the code, the password or the assertion; such a request is not read as this one.
 */
public final class TokenRequest {

    /** Followed by the grant type. */
    public static final String OPERATION = "oauth ";

    public static final String REFRESH = OPERATION + "refresh_token";
    public static final String CLIENT = OPERATION + "client_credentials";

    private static final String BODY = "body/";
    private static final String NAME = "/name";
    private static final String TYPE = "grant_type";
    private static final String REFRESH_TOKEN = "refresh_token";

    private static final Set<String> CREDENTIALS = Set.of(REFRESH_TOKEN, "client_secret");

    /** The audience of RFC 8707 and of those who had one before it. */
    private static final Set<String> SELECTING =
            Set.of("client_id", "scope", "audience", "resource");

    private TokenRequest() {}

    /** Whether an effect is such a request, as it was read here. */
    public static boolean is(Effect effect) {
        return effect.operation().startsWith(OPERATION);
    }

    /** What is asked at a token endpoint of the grant; {@code otherwise} for anything else. */
    static Reading read(Reading otherwise, Exchange exchange, Grant grant) {
        Effect asked =
                grant.fetchesAt(exchange.destination(), exchange.head().path())
                        ? of(exchange)
                        : null;
        return asked == null ? otherwise : new Reading.Effects(List.of(asked));
    }

    /** What is asked, wherever that is; null where it is no request for a token. */
    public static @Nullable Effect of(Exchange exchange) {
        if (!exchange.head().method().equals("POST")
                || exchange.head().target().indexOf('?') >= 0
                || exchange.upload() != null) {
            return null;
        }
        List<Atom> atoms;
        List<Atom> body;
        try {
            // Google's clients say of themselves here what they say to its APIs
            atoms = new ArrayList<>(HeaderAtoms.of(exchange, null, GmailAdapter.KNOWN));
            body = BodyAtoms.of(exchange);
        } catch (Unreadable e) {
            // whoever reads it in general says why
            return null;
        }
        Map<String, Atom> fields = body == null ? null : fields(body);
        Atom type = fields == null ? null : fields.remove(TYPE);
        if (fields == null || type == null) {
            return null;
        }
        String operation = OPERATION + type.value();
        boolean refreshes = fields.containsKey(REFRESH_TOKEN);
        if (!operation.equals(refreshes ? REFRESH : CLIENT)) {
            return null;
        }
        fields.forEach((name, atom) ->
                atoms.add(
                        SELECTING.contains(name)
                                ? Atom.destination(atom.path(), Role.SELECTOR, atom.value())
                                : atom));
        return new Effect.HttpExchange(exchange.destination(), operation, atoms);
    }

    /** Its fields by name; null where one is not on the list, stands twice or is no plain text. */
    private static @Nullable Map<String, Atom> fields(List<Atom> body) {
        Map<String, Atom> fields = new HashMap<>();
        Map<String, Atom> names = new HashMap<>();
        for (Atom atom : body) {
            String name = atom.path().startsWith(BODY) ? atom.path().substring(BODY.length()) : "";
            boolean isName = name.endsWith(NAME);
            String field = isName ? name.substring(0, name.length() - NAME.length()) : name;
            boolean credential = CREDENTIALS.contains(field);
            boolean known = credential || SELECTING.contains(field) || field.equals(TYPE);
            // a name says itself; a nested value of that name does not
            boolean fits =
                    isName
                            ? atom.value().equals(field)
                            : credential == (atom.kind() == AtomClass.CREDENTIAL);
            if (!known || !fits || (isName ? names : fields).put(field, atom) != null) {
                return null;
            }
        }
        return names.keySet().equals(fields.keySet()) ? fields : null;
    }
}
