package dev.stoplock.core.contract;

import dev.stoplock.core.effect.EmbeddedJson;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Explanation;
import java.util.HashMap;
import java.util.Map;

/**
 * What stands in the texts that a call holds whole and that leave as they are: JSON which whoever
 * wrote the call has read. The same value at another place of the request is not explained by it.
 */
record WholeTexts(Map<Place, Asked.Leaf> held) {

    /** Where a value stands; which class it has there does not matter. */
    private record Place(String path, String value) {}

    /** Only where no adapter knows the API are texts looked into. */
    static WholeTexts of(Effect effect, Asked asked) {
        Map<Place, Asked.Leaf> held = new HashMap<>();
        if (effect instanceof Effect.HttpExchange exchange && exchange.hasAdapter()) {
            return new WholeTexts(held);
        }
        Map<String, Asked.Leaf> texts = new HashMap<>();
        for (Asked.Leaf leaf : asked.leaves()) {
            texts.putIfAbsent(leaf.value(), leaf);
            texts.putIfAbsent(leaf.value().strip(), leaf);
        }
        for (Atom atom : effect.atoms()) {
            Asked.Leaf leaf = atom.kind() == AtomClass.CONTENT ? texts.get(atom.value()) : null;
            if (leaf != null) {
                for (Atom inner : EmbeddedJson.within(atom.path(), atom.value())) {
                    held.putIfAbsent(new Place(inner.path(), inner.value()), leaf);
                }
            }
        }
        return new WholeTexts(held);
    }

    /** {@code otherwise} where no text holds the atom, or where it is a credential. */
    Explanation explain(Atom atom, Explanation otherwise) {
        Asked.Leaf leaf = held.get(new Place(atom.path(), atom.value()));
        if (leaf == null || atom.kind() != AtomClass.DESTINATION) {
            return otherwise;
        }
        return leaf.answer()
                ? new Explanation.Answer(leaf.pointer(), "value in a text")
                : new Explanation.Argument(leaf.pointer(), "value in a text");
    }
}
