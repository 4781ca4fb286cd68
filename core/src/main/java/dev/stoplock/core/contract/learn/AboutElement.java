package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.CallPointer;
import dev.stoplock.core.contract.JsonTexts;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import java.util.List;

/** Which element of an array one of the effects is about that a tool causes for each of them. */
final class AboutElement {

    /** A shorter text is in many places by chance. */
    private static final int TELLING = 5;

    private AboutElement() {}

    /** The element most of whose texts the effect holds; -1 where it holds none of any. */
    static int of(Effect effect, Json arguments, String array) {
        if (!(CallPointer.of(array).in(arguments, List.of(), List.of())
                instanceof Json.Arr(List<Json> items))) {
            return -1;
        }
        int best = -1;
        long most = 0;
        for (int i = 0; i < items.size(); i++) {
            long held =
                    Leaves.of(items.get(i)).stream()
                            .map(node -> JsonTexts.leaf(node.value()))
                            .filter(text -> text != null && text.length() >= TELLING)
                            .filter(text -> holds(effect, String.valueOf(text)))
                            .count();
            if (held > most) {
                best = i;
                most = held;
            }
        }
        return best;
    }

    private static boolean holds(Effect effect, String text) {
        for (Atom atom : effect.atoms()) {
            if (atom.value().contains(text)) {
                return true;
            }
        }
        return false;
    }
}
