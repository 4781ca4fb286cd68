package dev.stoplock.core.effect;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * Method and path of a request, as an atom of each effect it would have: for a grant that names
 * them. The path is the one that goes on, without its query.
 */
public final class RequestLine {

    private RequestLine() {}

    /**
     * The reading with that atom where the grant says something about requests; a request at a
     * token endpoint is read as one.
     */
    public static Reading with(Reading reading, Exchange exchange, Grant grant) {
        return grant.namesRequests()
                ? with(TokenRequest.read(reading, exchange, grant), exchange)
                : reading;
    }

    /** The reading with that atom; an unreadable one stays as it is. */
    public static Reading with(Reading reading, Exchange exchange) {
        if (!(reading instanceof Reading.Effects(List<Effect> effects))) {
            return reading;
        }
        Atom line =
                Atom.destination(
                        "request",
                        Role.REQUEST,
                        exchange.head().method() + " " + exchange.head().path());
        return new Reading.Effects(effects.stream().map(effect -> with(effect, line)).toList());
    }

    private static Effect with(Effect effect, Atom line) {
        List<Atom> atoms = new ArrayList<>(effect.atoms());
        atoms.add(line);
        return switch (effect) {
            case Effect.SendMail mail ->
                    new Effect.SendMail(mail.destination(), mail.operation(), atoms);
            case Effect.EditDraft draft ->
                    new Effect.EditDraft(
                            draft.destination(),
                            draft.operation(),
                            atoms,
                            draft.account(),
                            draft.draft(),
                            draft.replaces());
            case Effect.SendDraft draft -> {
                List<Atom> stated = new ArrayList<>(draft.stated());
                stated.add(line);
                yield new Effect.SendDraft(
                        draft.destination(),
                        draft.operation(),
                        stated,
                        draft.account(),
                        draft.draft(),
                        draft.known());
            }
            case Effect.HttpExchange known ->
                    new Effect.HttpExchange(known.destination(), known.operation(), atoms);
            case Effect.Unknown unknown ->
                    new Effect.Unknown(unknown.destination(), unknown.operation(), atoms);
            case Effect.Contact contact ->
                    new Effect.Contact(contact.destination(), contact.operation(), atoms);
            // what is said to a mail server has neither method nor path
            case Effect.Command command -> command;
            case Effect.Session session -> session;
        };
    }
}
