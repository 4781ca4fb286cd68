package dev.stoplock.core.contract.learn;

import dev.stoplock.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The calls of a rehearsal, made from a tool's input schema (EFFECTS, "Learning"): everything
 * there, only what must be, each optional argument left out, each value of an enumeration twice,
 * texts that a thief would look for, and the same kind of call many times in a row. No two calls
 * share a value.
 */
public final class CallPlan {

    /** A tool of many arguments is not called for each of them alone. */
    private static final int MOST_ALONE = 24;

    private static final int MOST_CALLS = 120;
    private static final int IN_A_ROW = 7;

    private final Json.Obj schema;
    private final Set<String> never;
    private final List<Json> calls = new ArrayList<>();
    private int seed;

    private CallPlan(Json.Obj schema, Set<String> never, int seed) {
        this.schema = schema;
        this.never = never;
        this.seed = seed;
    }

    /**
     * The arguments of each call, in order; {@code seed} makes the values of one plan its own.
     * {@code never}: optional arguments that are left out, since a made-up value of them ends in an
     * error; those of {@code apart} among them are well without the other optional ones.
     */
    public static List<Json> of(Json inputSchema, Set<String> never, Set<String> apart, int seed) {
        CallPlan plan = new CallPlan(object(inputSchema), never, seed);
        plan.make(apart);
        return List.copyOf(plan.calls.subList(0, Math.min(MOST_CALLS, plan.calls.size())));
    }

    /** One call without these arguments. */
    public static Json one(Json inputSchema, Set<String> never, int seed) {
        CallPlan plan = new CallPlan(object(inputSchema), never, seed);
        plan.add(Map.of(), Map.of());
        return plan.calls.getFirst();
    }

    /** The arguments that may be left out, in the order of the schema. */
    public static List<String> optional(Json inputSchema) {
        return List.copyOf(new CallPlan(object(inputSchema), Set.of(), 0).optional());
    }

    private static Json.Obj object(Json schema) {
        return schema instanceof Json.Obj object ? object : Json.object().build();
    }

    /** How many options each place with a choice has, as the first call finds them. */
    private final Map<String, Integer> options = new LinkedHashMap<>();

    private void make(Set<String> apart) {
        Set<String> optional = optional();
        for (int i = 0; i < IN_A_ROW; i++) {
            add(Map.of(), Map.of());
        }
        for (int round = 0; round < 2; round++) {
            add(all(optional), Map.of());
        }
        if (optional.size() <= MOST_ALONE) {
            for (String name : optional) {
                add(Map.of(name, true), Map.of());
            }
        }
        Map<String, Integer> places = new LinkedHashMap<>(options);
        places.forEach((pointer, count) -> {
            for (int value = 0; value < Math.min(count, 12); value++) {
                add(Map.of(), Map.of(pointer, value));
                add(Map.of(), Map.of(pointer, value));
            }
        });
        tempting("invoice");
        tempting("password");
        for (String name : apart) {
            Set<String> others = allOptional();
            others.remove(name);
            for (int i = 0; i < 3; i++) {
                alone(others);
            }
        }
    }

    private void alone(Set<String> others) {
        seed++;
        Canaries canaries = new Canaries(seed, (pointer, count) -> 0);
        calls.add(canaries.objectOf("", schema, all(others), 0));
    }

    private Set<String> optional() {
        Set<String> names = allOptional();
        names.removeAll(never);
        return names;
    }

    private Set<String> allOptional() {
        Set<String> names = new LinkedHashSet<>();
        if (schema.at("properties") instanceof Json.Obj(Map<String, Json> properties)) {
            names.addAll(properties.keySet());
        }
        if (schema.at("required") instanceof Json.Arr(List<Json> required)) {
            required.forEach(name -> {
                if (name instanceof Json.Str(String text)) {
                    names.remove(text);
                }
            });
        }
        return names;
    }

    private static Map<String, Boolean> all(Set<String> names) {
        Map<String, Boolean> all = new LinkedHashMap<>();
        names.forEach(name -> all.put(name, true));
        return all;
    }

    private void add(Map<String, Boolean> leaveOut, Map<String, Integer> chosen) {
        seed++;
        Canaries canaries =
                new Canaries(
                        seed,
                        (pointer, count) -> {
                            options.merge(pointer, count, Math::max);
                            return Math.min(chosen.getOrDefault(pointer, 0), count - 1);
                        });
        Map<String, Boolean> left = new LinkedHashMap<>(leaveOut);
        never.forEach(name -> left.put(name, true));
        calls.add(canaries.objectOf("", schema, left, 0));
    }

    /** The first text of the call begins with a word that a thief would look for. */
    private void tempting(String word) {
        add(Map.of(), Map.of());
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
