package dev.stoplock.core.effect;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.wire.http1.Fields;
import java.util.ArrayList;
import java.util.List;
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
     * the credential in it.
     */
    record Authorised(String header, String scheme) {}

    private static final String BEARER = "Bearer ";

    private HeaderAtoms() {}

    /** For an API that nobody knows: what authorises may stand in any header that ever does. */
    static List<Atom> of(Exchange exchange) throws Unreadable {
        return of(exchange, null);
    }

    static List<Atom> of(Exchange exchange, @Nullable Authorised by) throws Unreadable {
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
                atoms.add(credential(path, field, by));
            } else if (META.contains(field.name())
                    && (isProduct(field) || !Looks.likeDestination(value))) {
                atoms.add(Atom.meta(path, value));
            } else {
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
    private static Atom credential(String path, Fields.Field field, @Nullable Authorised by) {
        String value = field.value();
        if (by == null) {
            boolean bearer = field.name().equals("authorization") && value.startsWith(BEARER);
            return Atom.credential(path, bearer ? value.substring(BEARER.length()) : value);
        }
        return field.name().equals(by.header()) && value.startsWith(by.scheme())
                ? Atom.credential(path, value.substring(by.scheme().length()))
                : new Atom(path, AtomClass.CREDENTIAL, Role.NONE, value);
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
