package dev.stoplock.core.effect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an exchange with an API that no adapter knows: all of its target, head and body, each value
 * with the class that its place, name and look give it. A body of a structured type that nobody
 * here reads makes the effect one that nobody can explain.
 */
public final class GenericHttp {

    /** Where the method stands: what a host may be asked to do comes from its grant. */
    public static final String METHOD = "method";

    /** What a path's segments are called, followed by their number from 0. */
    /** How a credential is announced, without which it says nothing (RFC 9110, 11.4). */
    public static final String SCHEME = "header/authorization/scheme";

    public static final String PATH = "path/";

    private static final Set<String> READS = Set.of("GET", "HEAD");

    private GenericHttp() {}

    static Reading read(Exchange exchange) throws Unreadable {
        String method = exchange.head().method();
        if (READS.contains(method) && exchange.body().length > 0) {
            throw new Unreadable("wire.body-on-read", "a " + method + " request carries a body");
        }
        List<Atom> atoms = new ArrayList<>(HeaderAtoms.of(exchange));
        atoms.add(Atom.destination(METHOD, Role.SELECTOR, method));
        atoms.addAll(target(exchange));
        List<Atom> body = BodyAtoms.of(exchange);
        String operation = Effect.HttpExchange.NO_ADAPTER + method;
        if (body == null) {
            atoms.add(Atom.content("body", new String(exchange.body(), ISO_8859_1)));
            return new Reading.Effects(
                    List.of(new Effect.Unknown(exchange.destination(), operation, atoms)));
        }
        atoms.addAll(body);
        return new Reading.Effects(
                List.of(new Effect.HttpExchange(exchange.destination(), operation, atoms)));
    }

    private static @Nullable List<Atom> readable(Exchange exchange) {
        try {
            return BodyAtoms.of(exchange);
        } catch (Unreadable e) {
            return null;
        }
    }

    /**
     * A path that an adapter's API has and the adapter does not know: what it would do cannot be
     * said.
     */
    static Reading unknown(Exchange exchange) throws Unreadable {
        List<Atom> atoms = new ArrayList<>(HeaderAtoms.of(exchange));
        atoms.addAll(TargetAtoms.of(exchange.head()));
        List<Atom> body = readable(exchange);
        // what cannot be read value by value is refused as a whole; credentials are named all the
        // same
        atoms.addAll(body == null ? BodyCredentials.read(exchange) : body);
        return new Reading.Effects(
                List.of(
                        new Effect.Unknown(
                                exchange.destination(),
                                Effect.HttpExchange.NO_ADAPTER + exchange.head().method(),
                                atoms)));
    }

    private static List<Atom> target(Exchange exchange) throws Unreadable {
        if (!GraphQlAtoms.isHome(exchange.head().path()) || exchange.head().query().isEmpty()) {
            return TargetAtoms.of(exchange.head());
        }
        List<Atom> atoms = new ArrayList<>(TargetAtoms.path(exchange.head().path()));
        List<Query.Parameter> parameters = TargetAtoms.query(exchange.head().query());
        Json.Builder asked = Json.object();
        Set<String> seen = new HashSet<>();
        for (Query.Parameter parameter : parameters) {
            if (!seen.add(parameter.name())) {
                throw new Unreadable(
                        "wire.duplicate-parameter",
                        "a query parameter of a GraphQL request stands twice");
            }
            GraphQlAtoms.requireExact(parameter.name());
            boolean json =
                    parameter.name().equals("variables") || parameter.name().equals("extensions");
            asked.put(
                    parameter.name(), json ? value(parameter.value()) : Json.of(parameter.value()));
        }
        boolean bodyHasIt = exchange.body().length > 0 && !seen.contains("query");
        if (bodyHasIt) {
            atoms.addAll(JsonAtoms.of("query", asked.build()));
        } else {
            atoms.addAll(GraphQlAtoms.of("query", asked.build()));
        }
        return atoms;
    }

    private static Json value(String text) throws Unreadable {
        return JsonAtoms.parsed(text.getBytes(UTF_8));
    }
}
