package dev.stoplock.core.effect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.wire.http1.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Bodies that are one value whatever they hold, and may therefore be longer than what is held in
 * memory: bytes of a binary type for an API that no adapter knows. All else is read whole or not at
 * all.
 */
public final class Uploads {

    /** The binary ones of the types whose bytes most APIs keep as they are. */
    private static final Pattern BINARY =
            Pattern.compile(
                    "(image|audio|video|font)/[a-z0-9.+-]{1,80}(?<!xml)"
                            + "|application/(octet-stream|pdf|zip|gzip|x-gzip|x-tar|x-7z-compressed|msword|epub\\+zip)"
                            + "|application/vnd\\.(openxmlformats-officedocument|oasis\\.opendocument|ms-excel|ms-powerpoint)[a-z0-9.+-]{0,80}");

    private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH");

    private Uploads() {}

    /** Whether the body under this head may be one, however it begins. */
    public static boolean mayBe(RequestHead head, Destination destination) {
        try {
            return METHODS.contains(head.method())
                    && !head.fields().has("content-encoding")
                    && !Adapters.isKnown(destination)
                    && !GraphQlAtoms.isHome(head.path())
                    && BINARY.matcher(BodyAtoms.type(new Exchange(destination, head, new byte[0])))
                            .matches();
        } catch (Unreadable e) {
            return false; // it is read whole, and refused with its own sentence
        }
    }

    static Reading read(Exchange exchange, Upload upload) throws Unreadable {
        String text = EmbeddedJson.stripped(new String(upload.first(), ISO_8859_1));
        // Threat: an API that never looks at the type reads it as JSON, or as where to go
        if (!mayBe(exchange.head(), exchange.destination())
                || EmbeddedJson.startsLikeJson(text)
                || DocumentAtoms.isWideJson(upload.first())
                || Looks.likeDestination(text)) {
            throw new Unreadable(
                    "wire.content-type",
                    "an upload of "
                            + upload.length()
                            + " bytes is announced as bytes, and looks like something that is read value by value");
        }
        List<Atom> atoms = new ArrayList<>(HeaderAtoms.of(exchange));
        atoms.add(Atom.destination(GenericHttp.METHOD, Role.SELECTOR, exchange.head().method()));
        atoms.addAll(TargetAtoms.of(exchange.head()));
        atoms.add(Atom.content("body", upload.described()));
        if (!upload.placeholder().isEmpty()) {
            atoms.add(Atom.content("body/part", upload.placeholder()));
        }
        String operation = Effect.HttpExchange.NO_ADAPTER + exchange.head().method();
        return new Reading.Effects(
                List.of(new Effect.HttpExchange(exchange.destination(), operation, atoms)));
    }
}
