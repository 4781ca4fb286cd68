package dev.stoplock.gate.console;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person chose for a run: the seed ({@code null}: any), the controls left out, the variant;
 * or {@code table}, which measures every control in every variant. Only words of the case's own
 * list are in it.
 */
record RunChoice(@Nullable Integer seed, List<String> without, String variant, boolean table) {

    /** All of it: there is nothing to choose. */
    static final RunChoice TABLE = new RunChoice(null, List.of(), "", true);

    /** As {@code stoplock story --seed} draws them. */
    private static final int SEEDS = 1_000_000;

    RunChoice {
        without = List.copyOf(without);
    }

    /** Reads a form; refuses ({@code console.form}) what is no choice of this case. */
    static RunChoice of(Cases.Case from, Map<String, List<String>> form) throws Refused {
        String variant = one(form, "variant");
        if (variant == null) {
            variant = from.variants().getFirst().id();
        }
        require(has(from.variants(), variant), "there is no such variant");
        List<String> without = form.getOrDefault("without", List.of());
        require(
                without.stream().distinct().count() == without.size()
                        && without.stream().allMatch(each -> has(from.controls(), each)),
                "one of the controls is not a control of this case, or is named twice");
        String seed = one(form, "seed");
        require(
                seed == null || seed.isEmpty() || seed.matches("0|[1-9][0-9]{0,5}"),
                "a seed is a whole number from 0 to " + (SEEDS - 1));
        return new RunChoice(
                seed == null || seed.isEmpty() ? null : Integer.valueOf(seed),
                without,
                variant,
                false);
    }

    private static @Nullable String one(Map<String, List<String>> form, String name)
            throws Refused {
        List<String> values = form.getOrDefault(name, List.of());
        require(values.size() <= 1, "\"" + name + "\" is given twice");
        return values.isEmpty() ? null : values.getFirst();
    }

    private static boolean has(List<Cases.Choice> choices, String id) {
        return choices.stream().anyMatch(each -> each.id().equals(id));
    }

    private static void require(boolean holds, String otherwise) throws Refused {
        if (!holds) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "console.form",
                    "the run was not started: " + otherwise,
                    "go back to the case and choose again");
        }
    }

    /** The options of {@code stoplock story}, which leaves its result in this folder or home. */
    List<String> options(Path folder, Path home) {
        if (table) {
            return List.of("--table", "--home", home.toString());
        }
        List<String> options = new ArrayList<>(List.of("--case", folder.toString()));
        if (seed != null) {
            options.addAll(List.of("--seed", seed.toString()));
        }
        without.forEach(each -> options.addAll(List.of("--without", each)));
        options.addAll(List.of("--variant", variant));
        return options;
    }

    /** The same in words, for the list of runs. */
    String words() {
        if (table) {
            return "every control alone, in every variant";
        }
        return "variant "
                + variant
                + (without.isEmpty()
                        ? ", every control on that has a switch"
                        : ", without " + String.join(", ", without))
                + (seed == null ? "" : ", seed " + seed);
    }

    Json.Obj json() {
        return Json.object()
                .put("seed", seed == null ? Json.NULL : Json.of(seed))
                .put("without", Json.strings(without))
                .put("variant", variant)
                .put("table", table)
                .build();
    }

    static RunChoice read(Json.Obj from) {
        List<String> without = new ArrayList<>();
        if (from.at("without") instanceof Json.Arr(List<Json> items)) {
            for (Json item : items) {
                if (item instanceof Json.Str(String word)) {
                    without.add(word);
                }
            }
        }
        String variant = from.text("variant");
        Integer seed =
                from.at("seed") instanceof Json.Num(String literal)
                        ? Integer.valueOf(literal)
                        : null;
        return new RunChoice(
                seed,
                without,
                variant == null ? "?" : variant,
                from.at("table") instanceof Json.Bool(boolean table) && table);
    }
}
