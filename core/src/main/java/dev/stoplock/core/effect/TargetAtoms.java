package dev.stoplock.core.effect;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.wire.http1.RequestHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The atoms of a request target of an API that nobody knows: each path segment is a destination,
 * each parameter is classed by its name and look. Refused is what servers read differently: empty
 * and dot segments, control characters, semicolons in queries.
 */
final class TargetAtoms {

    /** A last empty segment: {@code /a/} is another path than {@code /a}. */
    static final String SLASH = "path/slash";

    /** What authorises, where it stands in a query. */
    private static final Set<String> CREDENTIALS =
            Set.of(
                    "accesskey",
                    "accesstoken",
                    "apikey",
                    "apitoken",
                    "appkey",
                    "auth",
                    "authkey",
                    "authorization",
                    "authtoken",
                    "clientsecret",
                    "jwt",
                    "key",
                    "oauthtoken",
                    "password",
                    "passwd",
                    "pwd",
                    "secret",
                    "secretkey",
                    "sig",
                    "signature",
                    "token");

    private TargetAtoms() {}

    static List<Atom> of(RequestHead head) throws Unreadable {
        List<Atom> atoms = new ArrayList<>(path(head.path()));
        Set<String> seen = new HashSet<>();
        for (Query.Parameter parameter : query(head.query())) {
            String path = "query/" + parameter.name();
            atoms.add(FieldClass.name(path, parameter.name()));
            if (CREDENTIALS.contains(String.join("", FieldClass.words(parameter.name())))) {
                // without a role: a URL is logged by others, so only a grant that names it puts one
                // in
                atoms.add(
                        seen.add(path)
                                ? new Atom(path, AtomClass.CREDENTIAL, Role.NONE, parameter.value())
                                : FieldClass.again(path, parameter.value()));
            } else {
                EmbeddedJson.collect(
                        path, FieldClass.selects(parameter.name()), parameter.value(), 0, atoms);
            }
        }
        return atoms;
    }

    static List<Atom> path(String path) throws Unreadable {
        List<Atom> atoms = new ArrayList<>();
        String[] segments = path.split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            String segment = decoded(segments[i]);
            if (segment.isEmpty() && !last) {
                throw new Unreadable(
                        "wire.target",
                        "a path has an empty segment, which servers read differently");
            }
            // Threat: they lead out of the path that was granted, also where only the API decodes
            // them
            if (List.of(segment.split("[/\\\\]", -1)).stream()
                    .anyMatch(part -> part.matches("(\\.|%2[eE]){1,2}(;.*)?"))) {
                throw new Unreadable(
                        "wire.target", "a path has a dot segment, which servers read differently");
            }
            if (segment.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
                throw new Unreadable("wire.target", "a path holds a control character");
            }
            if (!segment.isEmpty()) {
                atoms.add(Atom.destination(GenericHttp.PATH + (i - 1), Role.SELECTOR, segment));
            } else if (segments.length > 2) {
                atoms.add(Atom.meta(SLASH, "/"));
            }
        }
        return atoms;
    }

    /** Unlike the adapters' reader it takes a name more than once: each value is judged. */
    static List<Query.Parameter> query(String query) throws Unreadable {
        List<Query.Parameter> parameters = new ArrayList<>();
        if (query.isEmpty()) {
            return parameters;
        }
        if (query.indexOf(';') >= 0) {
            throw new Unreadable(
                    "wire.target",
                    "a query holds a semicolon, which some servers take for an ampersand");
        }
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String name = Query.decode(equals < 0 ? part : part.substring(0, equals));
            if (name.isEmpty() || parameters.size() >= JsonAtoms.MOST) {
                throw new Unreadable(
                        "wire.target",
                        "a query has a parameter without a name, or too many of them");
            }
            parameters.add(
                    new Query.Parameter(
                            name, equals < 0 ? "" : Query.decode(part.substring(equals + 1))));
        }
        return parameters;
    }

    /** Percent codes of a path are UTF-8, and a plus sign is one (RFC 3986, 2.1). */
    private static String decoded(String segment) throws Unreadable {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%') {
                bytes.write(Integer.parseInt(segment, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Unreadable("wire.target", "a path holds bytes that are not UTF-8");
        }
    }
}
