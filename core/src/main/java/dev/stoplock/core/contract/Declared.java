package dev.stoplock.core.contract;

import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.DeclaredRule;
import dev.stoplock.core.model.Role;

/**
 * Whether a value is what a rule of the home declares. Threat: an archive is no receiver that a
 * mail's others see, and a text never says who gets one.
 */
final class Declared {

    private Declared() {}

    static boolean holds(DeclaredRule rule, String via, Atom atom) {
        return switch (rule) {
            case DeclaredRule.Archive(String address) ->
                    atom.role() == Role.BCC
                            && via.equals(Transforms.IDENTITY)
                            && Transforms.between(address, atom.value(), Role.BCC) != null;
            case DeclaredRule.Footer(String text) -> {
                Transforms.Transform transform = Transforms.named(via);
                yield atom.kind() == AtomClass.CONTENT
                        && transform != null
                        && transform.holds().test(text, atom.value());
            }
        };
    }
}
