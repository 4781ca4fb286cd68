package dev.stoplock.core.contract;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.contract.AtomPath;
import java.util.ArrayList;
import java.util.List;

/** The values that a pointer with stars leads to: one for each way in which these can be read. */
final class Spread {

    /** A value, and what the stars stood for. */
    record Found(List<Integer> indices, Json value) {}

    private Spread() {}

    /** All of them in order; two stars at the end stand for nothing. */
    static List<Found> of(CallPointer pointer, Json root) {
        List<Found> found = new ArrayList<>();
        collect(pointer.segments(), root, List.of(), found);
        return found;
    }

    private static void collect(
            List<String> way, Json at, List<Integer> indices, List<Found> found) {
        if (way.isEmpty() || way.getFirst().equals(CallPointer.BELOW)) {
            found.add(new Found(indices, at));
            return;
        }
        List<String> rest = way.subList(1, way.size());
        if (!way.getFirst().equals(AtomPath.STAR)) {
            Json next = new CallPointer(way.subList(0, 1)).in(at, List.of(), List.of());
            if (next != null) {
                collect(rest, next, indices, found);
            }
        } else if (at instanceof Json.Arr(List<Json> items)) {
            for (int i = 0; i < items.size(); i++) {
                List<Integer> more = new ArrayList<>(indices);
                more.add(i);
                collect(rest, items.get(i), more, found);
            }
        }
    }
}
