package dev.stoplock.core.contract;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Lease;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which elements of the call's array an effect may be about, where a tool causes one for each: the
 * likely ones first. Threat: one element's text beside another's receiver.
 */
final class Elements {

    private static final List<Integer> NONE = List.of(-1);

    private Elements() {}

    /**
     * Their numbers, those that hold one of its values first; -1 alone where the contract has
     * nothing of the kind.
     */
    static List<Integer> of(EffectChecks checks, List<EffectChecks.Placed> values, Lease lease) {
        String array = checks.contract().times().per();
        if (array.isEmpty()
                || !(CallPointer.of(array).in(lease.call().arguments(), List.of(), List.of())
                        instanceof Json.Arr(List<Json> items))
                || values.stream().noneMatch(Elements::isOfElement)) {
            return NONE;
        }
        Set<String> leaving = new HashSet<>();
        values.forEach(value -> leaving.add(value.atom().value()));
        List<Integer> likely = new ArrayList<>();
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            (holds(items.get(i), leaving) ? likely : others).add(i);
        }
        likely.addAll(others);
        return likely.isEmpty() ? NONE : likely;
    }

    /** What the effect spends that is about this element. */
    static String token(String effect, int element) {
        return effect + ", element " + element;
    }

    private static boolean isOfElement(EffectChecks.Placed value) {
        EffectChecks.Checked clause = value.clause();
        return clause != null
                && clause.clause().sources().stream()
                        .flatMap(source -> Missing.pointers(source).stream())
                        .anyMatch(pointer -> pointer.contains("/" + CallPointer.OF_ELEMENT));
    }

    private static boolean holds(Json element, Set<String> leaving) {
        return switch (element) {
            case Json.Arr(List<Json> items) ->
                    items.stream().anyMatch(item -> holds(item, leaving));
            case Json.Obj object ->
                    object.members().values().stream().anyMatch(each -> holds(each, leaving));
            default -> {
                String text = JsonTexts.leaf(element);
                yield text != null && leaving.contains(text);
            }
        };
    }
}
