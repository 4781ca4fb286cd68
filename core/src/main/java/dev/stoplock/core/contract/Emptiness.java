package dev.stoplock.core.contract;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.Form;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a list or an object may stand there empty, or {@code null} in its place, where a contract
 * speaks of what it would hold: the call has the same emptiness where that comes from, or has
 * nothing for any member of the object. Threat: an empty list may clear what was there.
 */
final class Emptiness {

    private Emptiness() {}

    /** Null where the call is not so. */
    static @Nullable Explanation explain(Atom atom, List<Clause> clauses, CallValues call) {
        if (atom.form() != Form.LIST && atom.form() != Form.OBJECT && atom.form() != Form.NULL) {
            return null;
        }
        AtomPath.Indexed at = AtomPath.of(atom.path());
        String below = at.path().text() + "/";
        @Nullable Explanation absent = null;
        boolean held = false;
        for (Clause clause : clauses) {
            if (!clause.path().text().startsWith(below)) {
                continue;
            }
            List<String> way =
                    List.of(clause.path().text().substring(below.length()).split("/", -1));
            for (Source source : clause.sources()) {
                for (String pointer : Missing.pointers(source)) {
                    List<String> segments = CallPointer.of(pointer).at(call.element()).segments();
                    held |= holds(segments, at.indices(), call);
                    List<String> container = container(segments, way, at.indices().size());
                    Json value =
                            container.isEmpty()
                                    ? null
                                    : new CallPointer(container)
                                            .in(call.arguments(), at.indices(), List.of());
                    if (value == null) {
                        continue;
                    }
                    Explanation why = new Explanation.Argument(pointer, "empty");
                    if (Form.of(value) == atom.form() && !Missing.saysSomething(value)) {
                        return why;
                    }
                    if (value instanceof Json.Obj && atom.form() == Form.OBJECT) {
                        absent = why;
                    }
                }
            }
        }
        return held ? null : absent;
    }

    private static boolean holds(List<String> segments, List<Integer> indices, CallValues call) {
        Json value = new CallPointer(segments).in(call.arguments(), indices, List.of());
        return value != null && Missing.saysSomething(value);
    }

    /** What holds the argument, as the list or the object holds the value; empty where nothing. */
    private static List<String> container(List<String> segments, List<String> way, int stars) {
        if (!way.getFirst().equals(AtomPath.STAR)) {
            return segments.subList(0, Math.max(0, segments.size() - way.size()));
        }
        int star = 0;
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).equals(AtomPath.STAR) && star++ == stars) {
                return segments.subList(0, i);
            }
        }
        return List.of();
    }
}
