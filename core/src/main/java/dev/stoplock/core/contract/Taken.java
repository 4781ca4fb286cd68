package dev.stoplock.core.contract;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A place of a JSON value and the transform that leads from there. */
record Taken(CallPointer place, String via) {

    private static final Pattern NUMBER =
            Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?");

    boolean is(Atom atom, CallValues call, Json root, List<Integer> stars, List<String> below) {
        if (SourceCheck.isName(atom) && !below.isEmpty() && isSaid(below.getLast(), atom)) {
            // the name of a member that stands at the same place there, letter by letter
            List<String> holder = below.subList(0, below.size() - 1);
            return place.at(call.element()).in(root, stars, holder) instanceof Json.Obj object
                    && object.at(atom.value()) != null;
        }
        Json value = place.at(call.element()).in(root, stars, below);
        if (value == null) {
            return false;
        }
        Function<Json, @Nullable String> join = JsonTexts.JOINS.get(via);
        if (join != null) {
            return atom.value().equals(join.apply(value));
        }
        String text = JsonTexts.leaf(value);
        if (text == null) {
            return false;
        }
        if (via.equals(Transforms.IDENTITY)) {
            return text.equals(atom.value())
                    || value instanceof Json.Num && isSameNumber(text, atom);
        }
        String written = call.written(via, text);
        if (written != null) {
            return written.equals(atom.value());
        }
        Transforms.Transform transform = Transforms.named(via);
        return transform != null && transform.holds().test(text, atom.value());
    }

    /** A client in another language writes 1.50 as 1.5, and 1e3 as 1000. */
    private static boolean isSameNumber(String literal, Atom atom) {
        return NUMBER.matcher(literal).matches()
                && NUMBER.matcher(atom.value()).matches()
                && new BigDecimal(literal).compareTo(new BigDecimal(atom.value())) == 0
                && Renderings.plain(atom.value());
    }

    static @Nullable String written(@Nullable Json value, String via) {
        if (value == null) {
            return null;
        }
        Function<Json, @Nullable String> join = JsonTexts.JOINS.get(via);
        if (join != null) {
            return join.apply(value);
        }
        String text = JsonTexts.leaf(value);
        return text == null ? null : Transforms.written(via, text);
    }

    /** Whether an atom is the name that a segment says. */
    static boolean isSaid(String segment, Atom atom) {
        return segment.equals(atom.value())
                || segment.equals(atom.value().toLowerCase(Locale.ROOT));
    }
}
