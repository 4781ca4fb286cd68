package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.CallValues;
import dev.stoplock.core.contract.JsonTexts;
import dev.stoplock.core.contract.SourceCheck;
import dev.stoplock.core.contract.Transforms;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.contract.Shape;
import dev.stoplock.core.model.contract.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the sources of one clause: the fewest that explain every value seen at its path. A source
 * counts only where it explains by the very check that holds at run time.
 */
final class Sources {

    private static final int MOST_SOURCES = 6;
    private static final int TELLING = 5;

    /**
     * What was found, and the values that nothing explains; {@code fresh}: the shape that they have
     * all the same, where a person may accept the bits it hides.
     */
    record Found(List<Source> sources, List<Observed> unexplained, @Nullable Shape fresh) {
        Found(List<Source> sources, List<Observed> unexplained) {
            this(sources, unexplained, null);
        }
    }

    private final List<Observed> all;

    private Sources(List<Observed> all) {
        this.all = all;
    }

    static Found of(List<Observed> all) {
        return new Sources(all).found();
    }

    private Found found() {
        if (isOneValue(all) && !isAskedAlways()) {
            return constant(all, List.of());
        }
        List<Source> sources = new ArrayList<>();
        List<Observed> rest = new ArrayList<>(all);
        while (!rest.isEmpty() && sources.size() < MOST_SOURCES) {
            Source best = best(rest);
            if (best == null) {
                break;
            }
            sources.add(best);
            rest.removeIf(seen -> explains(best, seen));
        }
        if (rest.isEmpty()) {
            return new Found(sources, List.of());
        }
        Source fallback = byDefault(sources, rest);
        if (fallback == null) {
            fallback = choice(rest);
        }
        if (fallback != null) {
            sources.add(fallback);
            return new Found(sources, List.of());
        }
        Shape fresh = fresh(rest);
        if (fresh == null) {
            return constant(rest, sources);
        }
        // Threat: each element of a list leaves those bits again, an attachment's bytes say
        boolean many = rest.stream().anyMatch(seen -> !seen.indices().isEmpty());
        if (many || fresh.bits() > Source.Fresh.UNMARKED) {
            return new Found(sources, rest, fresh);
        }
        sources.add(Source.Fresh.unmarked(fresh));
        return new Found(sources, List.of());
    }

    /** Where one value stands each time although the call named it each time. */
    private boolean isAskedAlways() {
        return all.getFirst().candidates().stream()
                .filter(candidate -> candidate.doubt() < 20 && !isPlanted(candidate.source(), all))
                .anyMatch(candidate ->
                        all.stream().allMatch(seen -> explains(candidate.source(), seen)));
    }

    private static boolean isOneValue(List<Observed> seen) {
        return seen.stream().map(Observed::value).distinct().count() == 1;
    }

    /** The source that explains most of the rest; of several the least doubtful. */
    private @Nullable Source best(List<Observed> rest) {
        Map<Source, Integer> doubts = new LinkedHashMap<>();
        for (Observed seen : rest) {
            seen.candidates().forEach(each -> doubts.merge(each.source(), each.doubt(), Math::min));
            Source template = template(seen);
            if (template != null) {
                doubts.merge(template, 30, Math::min);
            }
        }
        Source best = null;
        int bestCount = 0;
        int bestDoubt = 0;
        for (Map.Entry<Source, Integer> each : doubts.entrySet()) {
            int count = (int) rest.stream().filter(seen -> explains(each.getKey(), seen)).count();
            if (isPlanted(each.getKey(), rest)) {
                continue;
            }
            boolean weak = each.getValue() >= 20 && each.getValue() < 30;
            // a short value says something only where it follows its argument through all calls
            if (weak && (count < all.size() || isOneValue(all))) {
                continue;
            }
            if (count > bestCount || count == bestCount && each.getValue() < bestDoubt) {
                best = each.getKey();
                bestCount = count;
                bestDoubt = each.getValue();
            }
        }
        return best;
    }

    /**
     * No two calls of a plan share a value, and no two replies: what stands in several of them was
     * not made up but comes from the tool's own schema, or from what it wanted to be answered.
     * Threat: a constant receiver as the only word of an enumeration, or as a literal that a reply
     * must hold. Such a one is a constant. What a word of an enumeration selects, the call says.
     */
    private boolean isPlanted(Source source, List<Observed> rest) {
        boolean reply = source instanceof Source.Reply;
        boolean argument = source instanceof Source.Argument;
        for (Observed seen : rest) {
            boolean receiver =
                    seen.atom().kind() == AtomClass.DESTINATION
                            && seen.atom().role() != Role.SELECTOR;
            if ((reply || argument && receiver) && explains(source, seen) && isInSeveral(seen)) {
                return true;
            }
        }
        return false;
    }

    private boolean isInSeveral(Observed seen) {
        return all.stream()
                .anyMatch(other ->
                        other.sample() != seen.sample()
                                && !other.sample().arguments().equals(seen.sample().arguments())
                                && other.value().equals(seen.value()));
    }

    static boolean explains(Source source, Observed seen) {
        return explains(source, seen, List.of());
    }

    static boolean explains(Source source, Observed seen, List<String> below) {
        return explains(SourceCheck.of(source), seen, below);
    }

    static boolean explains(SourceCheck check, Observed seen, List<String> below) {
        CallValues call =
                CallValues.of(
                        seen.sample().arguments(),
                        seen.sample().settings(),
                        seen.sample().rules(),
                        seen.sample().at(),
                        seen.sample().files(),
                        seen.replies(),
                        seen.element());
        return check.explain(seen.atom(), seen.indices(), below, call) != null;
    }

    /** One value where some argument is absent which was there wherever a source explains. */
    private @Nullable Source byDefault(List<Source> sources, List<Observed> rest) {
        if (!isOneValue(rest) || sources.isEmpty()) {
            return null;
        }
        for (Source source : sources) {
            if (source instanceof Source.Argument(String pointer, String via)) {
                Source candidate = new Source.Default(rest.getFirst().value(), pointer);
                if (rest.stream().allMatch(seen -> explains(candidate, seen))) {
                    return candidate;
                }
            }
        }
        return null;
    }

    private @Nullable Source choice(List<Observed> rest) {
        Set<String> pointers = new LinkedHashSet<>();
        for (Leaves.Node node : Leaves.of(rest.getFirst().sample().arguments())) {
            String text = JsonTexts.leaf(node.value());
            if (text != null && !text.isEmpty() && text.length() <= 60) {
                pointers.add(Leaves.pointer(node, rest.getFirst()));
            }
        }
        for (String pointer : pointers) {
            Map<String, String> values = new LinkedHashMap<>();
            boolean follows = true;
            for (Observed seen : rest) {
                String argument = at(seen, pointer);
                if (argument == null) {
                    follows = false;
                    break;
                }
                String before = values.putIfAbsent(argument, seen.value());
                follows &= before == null || before.equals(seen.value());
            }
            // each branch was seen twice, so that it is no chance
            boolean twice =
                    values.keySet().stream()
                            .allMatch(value ->
                                    rest.stream()
                                                    .filter(seen -> value.equals(at(seen, pointer)))
                                                    .count()
                                            > 1);
            Source choice = new Source.Choice(pointer, values);
            if (follows
                    && twice
                    && new HashSet<>(values.values()).size() > 1
                    && rest.stream().allMatch(seen -> explains(choice, seen))) {
                return choice;
            }
        }
        return null;
    }

    private static @Nullable String at(Observed seen, String pointer) {
        for (Leaves.Node node : Leaves.of(seen.sample().arguments())) {
            if (Leaves.pointer(node, seen).equals(pointer)) {
                return JsonTexts.leaf(node.value());
            }
        }
        return null;
    }

    private static @Nullable Shape fresh(List<Observed> rest) {
        boolean routes = !rest.stream().allMatch(Candidates::routesNothing);
        long values = rest.stream().map(Observed::value).distinct().count();
        if (routes || values < 2) {
            return null;
        }
        boolean mostlyNew = values > rest.size() / 2;
        for (Shape shape : Shape.values()) {
            // many calls are made within one second
            if ((mostlyNew || shape.isTime())
                    && rest.stream()
                            .allMatch(seen -> shape.holds(seen.value(), seen.sample().at()))) {
                return shape;
            }
        }
        return null;
    }

    /** Few values, each of which stood there more than once or alone, are constants. */
    private static Found constant(List<Observed> rest, List<Source> sources) {
        Set<String> values = new TreeSet<>();
        rest.forEach(seen -> values.add(seen.value()));
        boolean plain = rest.stream().allMatch(Candidates::routesNothing);
        boolean ownPath =
                rest.stream().allMatch(seen -> explains(Source.Constant.plain(seen.value()), seen));
        if (!plain && !ownPath || values.size() > MOST_SOURCES) {
            return new Found(sources, rest);
        }
        // a value that is there once and is another each time is no constant
        if (values.size() > 1 && values.size() == rest.size() && !isShort(values)) {
            return new Found(sources, rest);
        }
        List<Source> with = new ArrayList<>(sources);
        values.forEach(value -> with.add(Source.Constant.plain(value)));
        return new Found(with, List.of());
    }

    private static boolean isShort(Set<String> values) {
        return values.stream().allMatch(value -> value.length() < TELLING);
    }

    /** The value as constant texts around what the call or a setting says, or null. */
    private static @Nullable Source template(Observed seen) {
        Map<String, Source> pieces = new HashMap<>();
        for (Leaves.Node node : Leaves.of(seen.sample().arguments())) {
            String text = JsonTexts.leaf(node.value());
            if (text != null && text.length() >= TELLING) {
                written(pieces, text, via -> new Source.Argument(Leaves.pointer(node, seen), via));
            } else if (node.value() instanceof Json.Arr) {
                JsonTexts.JOINS.forEach((name, join) -> {
                    String joined = join.apply(node.value());
                    if (joined != null && joined.length() >= TELLING) {
                        pieces.putIfAbsent(
                                joined, new Source.Argument(Leaves.pointer(node, seen), name));
                    }
                });
            }
        }
        seen.sample()
                .settings()
                .forEach((name, text) -> {
                    if (text.length() >= TELLING) {
                        written(pieces, text, via -> new Source.Setting(name, via));
                    }
                });
        seen.sample()
                .footers()
                .forEach((name, text) -> written(pieces, text, via -> new Source.Rule(name, via)));
        return cut(seen.value(), pieces);
    }

    /** Makes a source of a transform's name. */
    private interface From {
        Source by(String via);
    }

    private static void written(Map<String, Source> pieces, String text, From from) {
        for (String via : Transforms.writing()) {
            String written = Transforms.written(via, text);
            if (written != null && written.length() >= TELLING) {
                pieces.putIfAbsent(written, from.by(via));
            }
        }
    }

    private static @Nullable Source cut(String value, Map<String, Source> pieces) {
        List<Source.Part> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int at = 0;
        boolean any = false;
        while (at < value.length()) {
            String longest = "";
            for (String piece : pieces.keySet()) {
                if (piece.length() > longest.length() && value.startsWith(piece, at)) {
                    longest = piece;
                }
            }
            Source from = pieces.get(longest);
            if (from == null) {
                text.append(value.charAt(at++));
                continue;
            }
            if (!text.isEmpty()) {
                parts.add(new Source.Part.Text(text.toString()));
                text.setLength(0);
            }
            parts.add(new Source.Part.Value(from));
            any = true;
            at += longest.length();
        }
        if (!text.isEmpty()) {
            parts.add(new Source.Part.Text(text.toString()));
        }
        return any ? new Source.Template(parts) : null;
    }
}
