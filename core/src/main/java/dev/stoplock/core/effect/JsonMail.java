package dev.stoplock.core.effect;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Shown;
import java.util.ArrayList;
import java.util.List;

/**
 * What the mail APIs share whose requests are one JSON value: the head, the value, and one effect
 * per mail, each with what holds for all of them.
 */
final class JsonMail {

    /**
     * What is judged of one request at most, in characters, counting what is shared once per mail.
     */
    private static final long MOST_JUDGED = 64L << 20;

    private JsonMail() {}

    /** The atoms of a request's head and query; no API of this kind documents a parameter. */
    static List<Atom> head(
            Exchange exchange, HeaderAtoms.Authorised authorised, HeaderAtoms.Known known)
            throws Unreadable {
        List<Atom> atoms = new ArrayList<>(HeaderAtoms.of(exchange, authorised, known));
        for (Query.Parameter parameter : Query.parse(exchange.head().query())) {
            atoms.addAll(Query.unknown(parameter));
        }
        return atoms;
    }

    static Json body(Exchange exchange) throws Unreadable {
        HeaderAtoms.requireJson(exchange);
        return switch (JsonReader.read(exchange.body(), JsonLimits.REQUEST)) {
            case JsonResult.Parsed(Json value) -> value;
            case JsonResult.Malformed(String reason, int line, int column) ->
                    throw new Unreadable(
                            "wire.json",
                            "a request body has no single reading as JSON: " + Shown.text(reason));
        };
    }

    static Json.Obj object(Json value) throws Unreadable {
        if (value instanceof Json.Obj object) {
            return object;
        }
        throw new Unreadable("effect.mail-unreadable", "a mail is not a JSON object");
    }

    static List<Json.Obj> objects(Json value) throws Unreadable {
        if (!(value instanceof Json.Arr(List<Json> items))) {
            throw new Unreadable("effect.batch-unreadable", "a batch is not an array of messages");
        }
        List<Json.Obj> objects = new ArrayList<>();
        for (Json item : items) {
            objects.add(object(item));
        }
        return objects;
    }

    /**
     * One effect per mail, at most {@code most}, with the atoms that all share before its own.
     * Threat: a long text that many mails share is judged once for each.
     */
    static Reading sends(
            Exchange exchange,
            String operation,
            List<Atom> shared,
            List<List<Atom>> mails,
            int most)
            throws Unreadable {
        if (mails.isEmpty() || mails.size() > most) {
            throw new Unreadable(
                    "effect.batch-size", "a batch holds " + mails.size() + " messages");
        }
        long judged = characters(shared) * mails.size();
        for (List<Atom> mail : mails) {
            judged += characters(mail);
        }
        if (judged > MOST_JUDGED) {
            throw new Unreadable(
                    "effect.batch-size",
                    "a batch repeats more in its "
                            + mails.size()
                            + " messages than can be judged; send it in parts");
        }
        List<Effect> effects = new ArrayList<>();
        for (List<Atom> mail : mails) {
            List<Atom> atoms = new ArrayList<>(shared);
            atoms.addAll(mail);
            effects.add(new Effect.SendMail(exchange.destination(), operation, atoms));
        }
        return new Reading.Effects(effects);
    }

    private static long characters(List<Atom> atoms) {
        return atoms.stream().mapToLong(atom -> atom.path().length() + atom.value().length()).sum();
    }
}
