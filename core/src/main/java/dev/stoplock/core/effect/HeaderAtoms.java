package dev.stoplock.core.effect;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.wire.auth.CredentialText;
import dev.stoplock.core.wire.http1.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The atoms of a request head. Headers on the closed list are meta, those that authorise are
 * credentials, and each other header is a destination until a reviewer lowers it: it may select an
 * account or override the method.
 */
final class HeaderAtoms {

    private static final Set<String> META =
            Set.of(
                    "accept",
                    "accept-language",
                    "accept-charset",
                    "cache-control",
                    "content-type",
                    "date",
                    "dnt",
                    "idempotency-key",
                    "pragma",
                    "priority",
                    "sec-fetch-dest",
                    "sec-fetch-mode",
                    "sec-fetch-site",
                    "user-agent");

    /** Written by the canonical writer itself; their values are ours. */
    private static final Set<String> OURS =
            Set.of("host", "connection", "content-length", "accept-encoding");

    private static final Set<String> CREDENTIALS =
            Set.of(
                    "authorization",
                    "proxy-authorization",
                    "cookie",
                    "x-api-key",
                    "api-key",
                    "api-token",
                    "x-auth-token",
                    "x-postmark-server-token",
                    "x-postmark-account-token");

    /** Threat: they make an API read another method, path or host than the one that is judged. */
    private static final Set<String> OVERRIDES =
            Set.of(
                    "forwarded",
                    "x-forwarded-host",
                    "x-forwarded-prefix",
                    "x-host",
                    "x-http-method",
                    "x-http-method-override",
                    "x-method-override",
                    "x-original-url",
                    "x-rewrite-url");

    /**
     * Where an API looks for what authorises: the header's lower-case name, and what stands before
     * the credential in it. With the scheme {@code "Basic "} it is the password, or the user, or
     * both; {@code user} is the one that the API's documentation gives everybody, null where there
     * is none.
     */
    record Authorised(String header, String scheme, @Nullable String user) {
        Authorised(String header, String scheme) {
            this(header, scheme, null);
        }
    }

    /**
     * What one API says of headers off the closed list: those it documents, by lower-case name,
     * with the pattern of the values that say nothing; and mail headers of the body that its
     * clients send a second time in the request's head, by lower-case name.
     */
    record Known(Map<String, String> documented, Map<String, String> repeated) {
        static final Known NONE = new Known(Map.of(), Map.of());
    }

    private static final String BASIC = "Basic ";

    private HeaderAtoms() {}

    /** For an API that nobody knows: what authorises may stand in any header that ever does. */
    static List<Atom> of(Exchange exchange) throws Unreadable {
        return of(exchange, null);
    }

    static List<Atom> of(Exchange exchange, @Nullable Authorised by) throws Unreadable {
        return of(exchange, by, Known.NONE);
    }

    static List<Atom> of(Exchange exchange, @Nullable Authorised by, Known known)
            throws Unreadable {
        List<Atom> atoms = new ArrayList<>();
        atoms.add(Atom.destination("host", Role.HOST, exchange.destination().toString()));
        for (Fields.Field field : exchange.head().fields().list()) {
            String path = "header/" + field.name();
            String value = field.value();
            if (OURS.contains(field.name())) {
                continue;
            }
            if (OVERRIDES.contains(field.name())) {
                throw new Unreadable(
                        "wire.override",
                        "the header " + field.name() + " says another method, path or host");
            }
            if (CREDENTIALS.contains(field.name())) {
                requireSingle(exchange, field.name());
                atoms.addAll(credential(path, field, by));
            } else if (META.contains(field.name())
                    && (isProduct(field) || !Looks.likeDestination(value))) {
                atoms.add(Atom.meta(path, value));
            } else if (value.matches(known.documented().getOrDefault(field.name(), "(?!)"))) {
                atoms.add(Atom.meta(path, value));
            } else if (value.equals(known.repeated().get(field.name()))) {
                // the mail's recipients get the name anyway
                atoms.add(Atom.meta(path + "/name", field.name()));
                atoms.add(Atom.destination(path, Role.NONE, value));
            } else {
                // Threat: the name of a header that nobody knows is free text too
                if (!META.contains(field.name())) {
                    atoms.add(Atom.destination(path + "/name", Role.NONE, field.name()));
                }
                atoms.add(Atom.destination(path, Role.NONE, value));
            }
        }
        return atoms;
    }

    /**
     * Threat: the broker's placeholder in a header where this API expects no credential, or under
     * another scheme, would have the secret put where others log and forward it. It has no role
     * there, and so no explanation.
     */
    private static List<Atom> credential(String path, Fields.Field field, @Nullable Authorised by) {
        String value = field.value();
        if (by == null) {
            CredentialText text =
                    field.name().equals("authorization")
                            ? CredentialText.header(value)
                            : CredentialText.read(CredentialText.Form.PLAIN, value);
            List<Atom> atoms = new ArrayList<>(parts(path, value, text, null));
            if (text != null && !text.before().isEmpty()) {
                // in lower case, as RFC 9110, 11.1 compares it
                atoms.add(
                        Atom.meta(
                                path + "/scheme", text.before().strip().toLowerCase(Locale.ROOT)));
            }
            return atoms;
        }
        if (!field.name().equals(by.header()) || !value.startsWith(by.scheme())) {
            return List.of(new Atom(path, AtomClass.CREDENTIAL, Role.NONE, value));
        }
        return by.scheme().equals(BASIC)
                ? parts(path, value, CredentialText.header(value), by.user())
                : List.of(Atom.credential(path, value.substring(by.scheme().length())));
    }

    private static List<Atom> parts(
            String path, String whole, @Nullable CredentialText text, @Nullable String user) {
        if (text == null) {
            return List.of(new Atom(path, AtomClass.CREDENTIAL, Role.NONE, whole));
        }
        String named = text.user();
        if (named == null) {
            return List.of(Atom.credential(path, text.secret()));
        }
        Atom who =
                named.equals(user)
                        ? Atom.meta(path + "/user", named)
                        : Atom.user(path + "/user", named);
        Atom secret =
                text.secret().isEmpty()
                        ? Atom.user(path + "/password", "")
                        : Atom.credential(path + "/password", text.secret());
        return List.of(who, secret);
    }

    /**
     * A product and its version, such as {@code node.js/20.1}, which could be read as a host and a
     * path.
     */
    private static boolean isProduct(Fields.Field field) {
        return field.name().equals("user-agent")
                && field.value()
                        .matches(
                                "[A-Za-z][A-Za-z._-]{0,40}/[0-9]{1,4}(\\.[0-9]{1,4}){0,3}(-[A-Za-z0-9.]{1,20})?");
    }

    private static void requireSingle(Exchange exchange, String name) throws Unreadable {
        if (exchange.head().fields().only(name) == null) {
            throw new Unreadable("wire.duplicate-header", "the header " + name + " stands twice");
        }
    }

    /** Requires a JSON body in UTF-8, as the mail APIs take it. */
    static void requireJson(Exchange exchange) throws Unreadable {
        String type = exchange.head().fields().only("content-type");
        if (type == null || !type.matches("(?i)application/json(\\s*;\\s*charset=\"?utf-8\"?)?")) {
            throw new Unreadable(
                    "wire.content-type",
                    "a request body is not announced as plain application/json");
        }
    }
}
