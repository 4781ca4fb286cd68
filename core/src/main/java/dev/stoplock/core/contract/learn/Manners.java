package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.CallPointer;
import dev.stoplock.core.contract.Missing;
import dev.stoplock.core.contract.SourceCheck;
import dev.stoplock.core.effect.GenericHttp;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Form;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Manner;
import dev.stoplock.core.model.contract.Source;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds how the values of one effect stand at their places: what never was missed, or never where
 * the call had an argument, and as which types of JSON they stood. What is said of them held in
 * every sample, by the very check that holds at run time.
 */
final class Manners {

    private static final String ELEMENT = "/" + AtomPath.STAR;

    /** Fewer say nothing about what is always there. */
    private static final int FEWEST = 3;

    /** One effect, the arguments of the call that led to it, and the values that are learned. */
    record Seen(Effect effect, Json arguments, List<Observed> values, int element) {}

    private final List<Missing> effects = new ArrayList<>();
    private final List<Json> arguments = new ArrayList<>();
    private final List<Integer> elements = new ArrayList<>();
    private final boolean demands;

    /** The elements of lists that hold something of the call, or of whom it names. */
    private final Set<String> followed = new HashSet<>();

    /** {@code whole}: the samples are all that the tool may do. */
    private Manners(List<Seen> seen, List<Clause> clauses, boolean whole) {
        Missing.Places places = Missing.Places.of(clauses);
        for (Seen each : seen) {
            effects.add(Missing.in(each.effect(), places));
            arguments.add(each.arguments());
            elements.add(each.element());
        }
        this.demands = whole && seen.size() >= FEWEST;
        for (Clause clause : clauses) {
            if (clause.sources().stream().anyMatch(each -> !(each instanceof Source.Constant))) {
                follow(clause.path());
            }
        }
        for (Seen each : seen) {
            for (Observed value : each.values()) {
                if (value.atom().role().isAddress()) {
                    follow(AtomPath.of(value.atom().path()).path());
                }
            }
        }
    }

    /** The effect with how its values stand at their places; {@code found}: at each place. */
    static EffectContract with(
            EffectContract effect, List<Seen> all, boolean whole, Map<AtomPath, Manner> found) {
        Manners manners = new Manners(all, effect.clauses(), whole);
        List<Clause> copies =
                effect.clauses().stream()
                        .filter(clause -> clause.path().text().endsWith("/" + CallPointer.BELOW))
                        .toList();
        Map<AtomPath, List<Observed>> values = new LinkedHashMap<>();
        for (Seen each : all) {
            for (Observed seen : each.values()) {
                AtomPath own = AtomPath.of(seen.atom().path()).path();
                AtomPath place =
                        copies.stream()
                                .map(Clause::path)
                                .filter(path -> Copied.isBelow(Copied.place(path), seen))
                                .findFirst()
                                .orElse(own);
                values.computeIfAbsent(place, none -> new ArrayList<>()).add(seen);
            }
        }
        Map<AtomPath, List<Source>> sources = new HashMap<>();
        effect.clauses().forEach(clause -> sources.put(clause.path(), clause.sources()));
        values.forEach((path, seen) ->
                found.put(path, manners.of(path, sources.getOrDefault(path, List.of()), seen)));
        return new EffectContract(
                effect.operation(),
                effect.destination(),
                effect.times(),
                effect.least(),
                effect.clauses().stream()
                        .map(clause ->
                                new Clause(
                                        clause.path(),
                                        clause.sources(),
                                        found.getOrDefault(clause.path(), Manner.FREE)))
                        .toList());
    }

    private void follow(AtomPath path) {
        String element = element(path);
        while (!element.isEmpty()) {
            followed.add(element);
            element = Missing.element(element.substring(0, element.length() - ELEMENT.length()));
        }
    }

    /** {@code values}: all that were seen there. */
    private Manner of(AtomPath path, List<Source> sources, List<Observed> values) {
        Manner found = found(path, sources, values);
        boolean list = path.text().contains(ELEMENT) && !followed.contains(element(path));
        int most = 0;
        for (Observed seen : values) {
            boolean counts = list && !seen.indices().isEmpty();
            most = Math.max(most, counts ? seen.indices().getLast() + 1 : 0);
        }
        return new Manner(found.always(), found.with(), found.written(), most);
    }

    private static String element(AtomPath path) {
        return Missing.element(path.text());
    }

    private static Manner manner(boolean always, List<String> with, Set<Form> written) {
        return new Manner(always, with, written, 0);
    }

    private Manner found(AtomPath path, List<Source> sources, List<Observed> values) {
        Set<Form> written = written(path, sources, values);
        List<Observed> held =
                values.stream().filter(seen -> !SourceCheck.isName(seen.atom())).toList();
        boolean free =
                held.isEmpty()
                        || held.stream().anyMatch(Manners::mayBeLeftOut)
                        || sources.stream().anyMatch(each -> each instanceof Source.Fresh);
        if (!demands || free) {
            return manner(false, List.of(), written);
        }
        Set<String> pointers = new LinkedHashSet<>();
        sources.forEach(source -> pointers.addAll(Missing.pointers(source)));
        boolean follows =
                !sources.isEmpty()
                        && sources.stream().noneMatch(each -> Missing.pointers(each).isEmpty());
        if (!follows && holds(path, manner(true, List.of(), written))) {
            return manner(true, List.of(), written);
        }
        List<String> with =
                pointers.stream()
                        .filter(each -> holds(path, manner(false, List.of(each), written)))
                        .limit(8)
                        .toList();
        return manner(false, with.isEmpty() ? companion(path) : with, written);
    }

    /** The argument with which a constant comes and goes. */
    private List<String> companion(AtomPath path) {
        if (path.text().contains("/" + AtomPath.STAR) || arguments.isEmpty()) {
            return List.of();
        }
        Set<String> pointers = new LinkedHashSet<>();
        for (Json each : arguments) {
            Leaves.of(each).stream()
                    .filter(node -> node.indices().isEmpty() && !node.segments().isEmpty())
                    .forEach(node -> pointers.add(node.pointer()));
        }
        for (String pointer : pointers) {
            Manner with = manner(false, List.of(pointer), Set.of());
            if (holds(path, with) && comesOnlyWith(path, pointer)) {
                return List.of(pointer);
            }
        }
        return List.of();
    }

    private boolean comesOnlyWith(AtomPath path, String pointer) {
        for (int i = 0; i < effects.size(); i++) {
            if (effects.get(i).has(path) && !Missing.says(pointer, arguments.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(AtomPath path, Manner manner) {
        for (int i = 0; i < effects.size(); i++) {
            if (effects.get(i).lacks(path, manner, arguments.get(i), elements.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whoever is left out of a mail gets nothing; headers that every client has are its own affair.
     */
    private static boolean mayBeLeftOut(Observed seen) {
        String path = seen.atom().path();
        boolean client = path.startsWith("header/") && seen.atom().kind() == AtomClass.META;
        return seen.atom().role().isAddress()
                || client && !path.equals(GenericHttp.SCHEME)
                || path.startsWith(GenericHttp.PATH);
    }

    private static Set<Form> written(AtomPath path, List<Source> sources, List<Observed> values) {
        Set<Form> written = EnumSet.noneOf(Form.class);
        // texts need no mention where nothing else is mentioned
        for (int round = 0; round < 2; round++) {
            for (Observed seen : values) {
                boolean explained =
                        sources.stream().anyMatch(each -> explains(each, path, seen, written));
                boolean text = written.isEmpty() && seen.atom().form() == Form.TEXT;
                boolean any =
                        explained
                                || sources.stream()
                                                .noneMatch(each -> explains(each, path, seen, null))
                                        && (text || written.contains(seen.atom().form()));
                if (!any && seen.atom().form() != Form.PLAIN) {
                    written.add(seen.atom().form());
                }
            }
        }
        return written;
    }

    /**
     * Whether a source explains a value at this path, by the check of run time; {@code written}: as
     * which types of JSON, null where any may be.
     */
    private static boolean explains(
            Source source, AtomPath path, Observed seen, @Nullable Set<Form> written) {
        boolean copy = path.text().endsWith("/" + CallPointer.BELOW);
        return Sources.explains(
                written == null ? SourceCheck.of(source) : SourceCheck.of(source, written),
                seen,
                copy ? Copied.way(Copied.place(path), seen) : List.of());
    }
}
