package dev.stoplock.gate.rehearse;

import dev.stoplock.core.contract.learn.CallPlan;
import dev.stoplock.core.contract.learn.LeftOut;
import dev.stoplock.core.json.Json;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how one tool can be called with made-up values: which optional members end in an error
 * always, which in some company only, and which words of an enumeration want others left out.
 */
final class Attempts {

    /**
     * Of many optional arguments the first are tried in the place of the one that is in the way.
     */
    private static final int MOST_SWAPS = 10;

    private static final int MOST_CHOICES = 40;

    private final Calling calling;
    private final String tool;
    private final Json schema;
    private final int seed;
    private final List<String> files;
    private final List<LeftOut.Variant> besides = new ArrayList<>();
    private final Set<String> unused = new LinkedHashSet<>();
    private Calling.@Nullable Made first;

    Attempts(Calling calling, String tool, Json schema, int seed, List<String> files) {
        this.files = files;
        this.calling = calling;
        this.tool = tool;
        this.schema = schema;
        this.seed = seed;
    }

    /** What the calls of a plan leave out. */
    LeftOut found() throws Refused, IOException, InterruptedException {
        Set<String> never = never();
        if (first == null) {
            return LeftOut.NOTHING;
        }
        apart(never);
        choices(never);
        return new LeftOut(never, besides);
    }

    /** The places of which no made-up value works, and the words that never did. */
    Set<String> unused() {
        return unused;
    }

    /** The first call that ended well: what a tool does once only is seen in it alone. */
    Calling.@Nullable Made first() {
        return first;
    }

    private boolean works(Set<String> leftOut, Map<String, Integer> chosen)
            throws Refused, IOException, InterruptedException {
        return made(leftOut, chosen).works();
    }

    private Calling.Made made(Set<String> leftOut, Map<String, Integer> chosen)
            throws Refused, IOException, InterruptedException {
        Json arguments = CallPlan.one(schema, new LeftOut.Variant(leftOut, chosen), seed, files);
        Calling.Made made = calling.adapted(tool, arguments);
        if (first == null && made.works()) {
            first = made;
        }
        return made;
    }

    /** Starts without any, and puts back what works beside the others. */
    private Set<String> never() throws Refused, IOException, InterruptedException {
        List<String> optional = CallPlan.optional(schema);
        List<String> inner = CallPlan.inner(schema);
        if (works(Set.of(), Map.of()) || optional.isEmpty() && inner.isEmpty()) {
            return Set.of();
        }
        Set<String> never = new LinkedHashSet<>(optional);
        never.addAll(inner);
        // without any of them it may want one of several
        boolean bare = works(never, Map.of());
        for (String place : optional) {
            Set<String> whole = without(never, place, true);
            Set<String> lean = without(never, place, false);
            if (works(whole, Map.of())) {
                never = whole;
                bare = true;
            } else if (!lean.equals(whole) && works(lean, Map.of())) {
                never = lean;
                bare = true;
            }
        }
        for (String place : inner) {
            Set<String> fewer = without(never, place, false);
            if (never.contains(place) && !isBelowOne(place, never) && works(fewer, Map.of())) {
                never = fewer;
                bare = true;
            }
        }
        return bare ? never : Set.of();
    }

    /** Without a place, and, {@code whole}, without those below it. */
    private static Set<String> without(Set<String> places, String place, boolean whole) {
        Set<String> rest = new LinkedHashSet<>(places);
        rest.removeIf(each -> each.equals(place) || whole && each.startsWith(place + "/"));
        return rest;
    }

    private static boolean isBelowOne(String place, Set<String> places) {
        return places.stream().anyMatch(each -> place.startsWith(each + "/"));
    }

    /** Those that exclude others work in their place. */
    private void apart(Set<String> never) throws Refused, IOException, InterruptedException {
        for (String place : never) {
            if (isBelowOne(place, never)) {
                continue;
            }
            Set<String> all = new LinkedHashSet<>(CallPlan.optional(schema));
            all.addAll(CallPlan.inner(schema));
            all.removeIf(each -> place.startsWith(each + "/"));
            LeftOut.Variant found = instead(without(all, place, true), never, place);
            if (found == null) {
                unused.add(place);
            } else {
                besides.add(found);
            }
        }
    }

    private LeftOut.@Nullable Variant instead(Set<String> others, Set<String> never, String place)
            throws Refused, IOException, InterruptedException {
        if (works(others, Map.of())) {
            return new LeftOut.Variant(others, Map.of());
        }
        Set<String> with = without(never, place, true);
        int swaps = 0;
        for (String other : CallPlan.optional(schema)) {
            if (!never.contains(other) && !place.startsWith(other) && swaps < MOST_SWAPS) {
                swaps++;
                Set<String> swapped = new LinkedHashSet<>(with);
                swapped.add(other);
                if (works(swapped, Map.of())) {
                    return new LeftOut.Variant(swapped, Map.of());
                }
            }
        }
        return null;
    }

    /** A word of an enumeration may want other arguments than the first one does. */
    private void choices(Set<String> never) throws Refused, IOException, InterruptedException {
        int tried = 0;
        for (Map.Entry<String, Integer> each : CallPlan.choices(schema, never).entrySet()) {
            for (int i = 0; i < Math.min(each.getValue(), CallPlan.MOST_OPTIONS); i++) {
                Map<String, Integer> chosen = Map.of(each.getKey(), i);
                tried++;
                if (tried > MOST_CHOICES) {
                    return;
                }
                Calling.Made made = made(never, chosen);
                if (!made.failed()) {
                    continue;
                }
                LeftOut.Variant found = instead(never, chosen);
                if (found == null) {
                    unused.add(Unused.word(each.getKey(), made.arguments()));
                } else {
                    besides.add(found);
                }
            }
        }
    }

    private LeftOut.@Nullable Variant instead(Set<String> never, Map<String, Integer> chosen)
            throws Refused, IOException, InterruptedException {
        int tries = 0;
        for (String other : CallPlan.optional(schema)) {
            if (!never.contains(other) && tries < MOST_SWAPS) {
                tries++;
                Set<String> more = new LinkedHashSet<>(never);
                more.add(other);
                if (works(more, chosen)) {
                    return new LeftOut.Variant(more, chosen);
                }
            }
        }
        Set<String> bare = new LinkedHashSet<>(CallPlan.optional(schema));
        bare.addAll(never);
        return works(bare, chosen) ? new LeftOut.Variant(bare, chosen) : null;
    }
}
