package dev.stoplock.core.effect;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.RuleId;
import java.util.ArrayList;
import java.util.List;

/** The visible list of adapters; a new API is one file and one line here. */
public final class Adapters {

    private static final List<Adapter> ALL = List.of(new PostmarkAdapter(), new ResendAdapter());

    private Adapters() {}

    /** Reads an exchange by the adapter that claims it, or as one that nobody knows. */
    public static Reading read(Exchange exchange) {
        try {
            for (Adapter adapter : ALL) {
                if (adapter.claims(exchange)) {
                    return adapter.read(exchange);
                }
            }
            return unknown(exchange);
        } catch (Unreadable e) {
            return new Reading.Unreadable(new RuleId(e.rule()), e.sentence());
        }
    }

    private static Reading unknown(Exchange exchange) throws Unreadable {
        List<Atom> atoms = new ArrayList<>(HeaderAtoms.of(exchange));
        String[] segments = exchange.head().path().split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            if (!segments[i].isEmpty()) {
                atoms.add(Atom.destination("path/" + (i - 1), Role.NONE, segments[i]));
            }
        }
        for (Query.Parameter parameter : Query.parse(exchange.head().query())) {
            atoms.addAll(Query.unknown(parameter));
        }
        if (exchange.body().length > 0) {
            atoms.add(
                    Atom.content(
                            "body",
                            new String(
                                    exchange.body(),
                                    java.nio.charset.StandardCharsets.ISO_8859_1)));
        }
        String operation = "http " + exchange.head().method();
        return new Reading.Effects(
                List.of(new Effect.Unknown(exchange.destination(), operation, atoms)));
    }
}
