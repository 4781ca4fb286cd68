package dev.stoplock.core.contract;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.HttpRule;
import dev.stoplock.core.model.PathPattern;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.Shown;

/** Whether a grant has a destination, and the method and path that are asked of it. */
final class Requests {

    private Requests() {}

    static Explanation host(Grant grant, Atom atom, Effect effect) {
        Destination destination = effect.destination();
        if (!grant.network().contains(destination)) {
            return new Explanation.Unexplained(
                    "server contacted " + Shown.text(atom.value()) + ", which is not granted");
        }
        // Threat: what has no method and path would pass a rule about them by its protocol
        boolean silent =
                !grant.rules(destination).isEmpty()
                        && !(effect instanceof Effect.Contact)
                        && effect.atoms().stream().noneMatch(each -> each.role() == Role.REQUEST);
        return silent
                ? new Explanation.Unexplained(
                        "only certain methods and paths of "
                                + destination
                                + " are granted, and server spoke another protocol to it")
                : new Explanation.Declared("granted host");
    }

    /** The atom's value is {@code METHOD /path}. */
    static Explanation request(Grant grant, Atom atom, Effect effect) {
        int space = atom.value().indexOf(' ');
        String method = atom.value().substring(0, Math.max(space, 0));
        String path = atom.value().substring(space + 1);
        for (HttpRule rule : grant.rules(effect.destination())) {
            boolean ambiguous = !rule.paths().isEmpty() && !PathPattern.isUnambiguous(path);
            if (ambiguous || !rule.admits(method, path)) {
                return new Explanation.Unexplained(
                        "server asked "
                                + Shown.text(atom.value())
                                + " of "
                                + effect.destination()
                                + (ambiguous
                                        ? ", a path that can be read as another one"
                                        : ", where only "
                                                + Shown.text(rule.toString())
                                                + " is granted"));
            }
        }
        return new Explanation.Declared("granted request");
    }

    /** The path of an effect's request; empty where the reading names none. */
    static String path(Effect effect) {
        return effect.atoms().stream()
                .filter(atom -> atom.role() == Role.REQUEST)
                .map(atom -> atom.value().substring(atom.value().indexOf(' ') + 1))
                .findFirst()
                .orElse("");
    }
}
