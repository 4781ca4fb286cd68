package dev.stoplock.core.contract.learn;

import dev.stoplock.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The calls of a rehearsal, made from a tool's input schema (EFFECTS, "Learning"): everything
 * there, only what must be, each optional argument left out, each value of an enumeration twice,
 * texts that a thief would look for, texts that show how they are written, and the same kind of
 * call many times in a row. No two calls share a value.
 */
public final class CallPlan {

    /** A tool of many arguments is not called for each of them alone. */
    private static final int MOST_ALONE = 24;

    private static final int MOST_CALLS = 120;
    private static final int IN_A_ROW = 7;

    /** Of a longer enumeration the first words are tried. */
    public static final int MOST_OPTIONS = 12;

    private final Json.Obj schema;
    private final LeftOut left;
    private final List<String> files;
    private final List<Json> calls = new ArrayList<>();

    /** How many options each place with a choice has, as the first call finds them. */
    private final Map<String, Integer> options = new LinkedHashMap<>();

    private int seed;

    private CallPlan(Json.Obj schema, LeftOut left, int seed, List<String> files) {
        this.files = List.copyOf(files);
        this.schema = schema;
        this.left = left;
        this.seed = seed;
    }

    /**
     * The arguments of each call, in order; {@code seed} makes the values of one plan its own,
     * {@code files} are there for arguments that name one.
     */
    public static List<Json> of(Json inputSchema, LeftOut left, int seed, List<String> files) {
        CallPlan plan = new CallPlan(object(inputSchema), left, seed, files);
        plan.make();
        return List.copyOf(plan.calls.subList(0, Math.min(MOST_CALLS, plan.calls.size())));
    }

    /** One call. */
    public static Json one(
            Json inputSchema, LeftOut.Variant variant, int seed, List<String> files) {
        CallPlan plan = new CallPlan(object(inputSchema), LeftOut.NOTHING, seed, files);
        plan.add(variant.leftOut(), variant.chosen());
        return plan.calls.getFirst();
    }

    /** The places where a call without these has a choice, and between how many options. */
    public static Map<String, Integer> choices(Json inputSchema, Set<String> leftOut) {
        CallPlan plan = new CallPlan(object(inputSchema), LeftOut.NOTHING, 0, List.of());
        plan.add(leftOut, Map.of());
        return Map.copyOf(plan.options);
    }

    /** The places of the arguments that may be left out, in the order of the schema. */
    public static List<String> optional(Json inputSchema) {
        return List.copyOf(SchemaPlaces.optional(object(inputSchema)));
    }

    /** The places of optional members inside of arguments: of few, those further out. */
    public static List<String> inner(Json inputSchema) {
        return SchemaPlaces.inner(object(inputSchema));
    }

    private static Json.Obj object(Json schema) {
        return schema instanceof Json.Obj object ? object : Json.object().build();
    }

    private void make() {
        Set<String> optional = new LinkedHashSet<>(SchemaPlaces.optional(schema));
        optional.removeAll(left.never());
        for (int i = 0; i < IN_A_ROW; i++) {
            add(Set.of(), Map.of());
        }
        for (int round = 0; round < 2; round++) {
            add(optional, Map.of());
        }
        if (optional.size() <= MOST_ALONE) {
            for (String place : optional) {
                add(Set.of(place), Map.of());
            }
        }
        Map<String, Integer> places = new LinkedHashMap<>(options);
        places.forEach((pointer, count) -> {
            for (int value = 0; value < Math.min(count, MOST_OPTIONS); value++) {
                add(Set.of(), Map.of(pointer, value));
                add(Set.of(), Map.of(pointer, value));
            }
        });
        tempting("invoice");
        tempting("password");
        changed(Marks::in);
        changed(Marks::around);
        for (LeftOut.Variant variant : left.besides()) {
            for (int i = 0; i < 3; i++) {
                add(variant.leftOut(), variant.chosen(), Set.of());
            }
        }
        for (String place : SchemaPlaces.inner(schema)) {
            if (!left.never().contains(place)) {
                add(Set.of(place), Map.of());
            }
        }
    }

    private void add(Set<String> leaveOut, Map<String, Integer> chosen) {
        add(leaveOut, chosen, left.never());
    }

    private void add(Set<String> leaveOut, Map<String, Integer> chosen, Set<String> never) {
        seed++;
        Set<String> out = new LinkedHashSet<>(leaveOut);
        out.addAll(never);
        calls.add(
                new Canaries(
                                seed,
                                schema,
                                out,
                                files,
                                (pointer, count) -> {
                                    options.merge(pointer, count, Math::max);
                                    return Math.min(chosen.getOrDefault(pointer, 0), count - 1);
                                })
                        .arguments());
    }

    /** A call of which the texts are changed. */
    private void changed(UnaryOperator<Json> change) {
        add(Set.of(), Map.of());
        Json made = calls.removeLast();
        Json changed = change.apply(made);
        if (!changed.equals(made)) {
            calls.add(changed);
        }
    }

    /** The first text of the call begins with a word that a thief would look for. */
    private void tempting(String word) {
        add(Set.of(), Map.of());
        if (!(calls.removeLast() instanceof Json.Obj(Map<String, Json> members))) {
            return;
        }
        Map<String, Json> changed = new LinkedHashMap<>(members);
        for (Map.Entry<String, Json> member : members.entrySet()) {
            if (member.getValue() instanceof Json.Str(String text) && text.startsWith("about ")) {
                changed.put(member.getKey(), Json.of(word + " " + text));
            }
        }
        calls.add(new Json.Obj(changed));
    }
}
