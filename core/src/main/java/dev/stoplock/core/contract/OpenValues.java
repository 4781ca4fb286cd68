package dev.stoplock.core.contract;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Lease;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The contents of an effect that no contract judged, to tell of several open calls whose contents
 * they are: the one that holds most of them as they stand.
 */
public final class OpenValues {

    private final Map<String, Integer> numbers = new HashMap<>();

    public OpenValues(List<Explained> explained) {
        for (Explained each : explained) {
            for (Explained.Item item : each.items()) {
                if (item.atom().kind() == AtomClass.CONTENT && CallContents.isOpen(item)) {
                    numbers.putIfAbsent(item.atom().value(), numbers.size());
                }
            }
        }
    }

    /** How many of them are no whole value of a call's arguments and answers. */
    public int missingIn(Lease lease) {
        BitSet found = new BitSet(numbers.size());
        find(lease.call().arguments(), found);
        lease.answers().forEach(answer -> find(answer, found));
        return numbers.size() - found.cardinality();
    }

    private void find(Json value, BitSet found) {
        switch (value) {
            case Json.Obj(Map<String, Json> members) ->
                    members.values().forEach(member -> find(member, found));
            case Json.Arr(List<Json> items) -> items.forEach(item -> find(item, found));
            case Json.Str(String text) -> {
                find(text, found);
                String stripped = text.strip();
                if (stripped.length() < text.length()) {
                    find(stripped, found);
                }
            }
            case Json.Num(String literal) -> find(literal, found);
            case Json.Bool(boolean truth) -> find(Boolean.toString(truth), found);
            case Json.Null() -> {}
        }
    }

    private void find(String text, BitSet found) {
        Integer number = numbers.get(text);
        if (number != null) {
            found.set(number);
        }
    }
}
