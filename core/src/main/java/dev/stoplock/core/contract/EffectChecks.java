package dev.stoplock.core.contract;

import dev.stoplock.core.effect.GenericHttp;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.Form;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One effect of a tool's contract, ready to be held against effects: its clauses by their paths.
 */
final class EffectChecks {

    /** A clause and the checks of its sources. */
    record Checked(Clause clause, List<SourceCheck> checks) {

        private static final Pattern ANY_INDEX = Pattern.compile("/([0-9]+|\\*|#)(?=/|$)");

        static Checked of(Clause clause) {
            Set<Form> written = clause.manner().written();
            return new Checked(
                    clause,
                    clause.sources().stream()
                            .map(source -> SourceCheck.of(source, written))
                            .toList());
        }

        /**
         * Whether a list that follows nothing of the call is longer than any was seen. Threat: how
         * often one word stands in it can say something.
         */
        boolean isTooFar(List<Integer> indices) {
            int most = clause.manner().most();
            return most > 0 && !indices.isEmpty() && indices.getLast() >= most;
        }

        /**
         * Whether an address comes from where one of the sources says, in any place of a list of
         * addresses; where each element of an array has its own, from the same element.
         */
        boolean isFrom(Explanation why, List<Integer> stars, int element) {
            return clause.sources().stream()
                    .anyMatch(source ->
                            switch (why) {
                                case Explanation.Argument(String pointer, var via) ->
                                        source instanceof Source.Argument(String named, var by)
                                                && anywhere(named).equals(anywhere(pointer))
                                                && isAligned(named, pointer, stars, element);
                                case Explanation.Answer(String pointer, var via) ->
                                        source instanceof Source.Answer(String named, var by)
                                                && anywhere(named).equals(anywhere(pointer));
                                case Explanation.Config(String name, var via) ->
                                        source instanceof Source.Setting(String named, var by)
                                                && named.equals(name);
                                case Explanation.Constant constant -> true;
                                default -> false;
                            });
        }

        /** Why an address may leave that a person accepted, or that the home declares; or null. */
        @Nullable Explanation accepted(Atom atom, CallValues call) {
            for (int i = 0; i < checks.size(); i++) {
                boolean said =
                        switch (clause.sources().get(i)) {
                            case Source.Constant constant -> constant.isAccepted();
                            case Source.Rule rule -> true;
                            default -> false;
                        };
                Explanation why =
                        said ? checks.get(i).explain(atom, List.of(), List.of(), call) : null;
                if (why != null) {
                    return why;
                }
            }
            return null;
        }

        private static boolean isAligned(
                String named, String pointer, List<Integer> stars, int element) {
            String[] contract = named.split("/", -1);
            String[] call = pointer.split("/", -1);
            int star = 0;
            for (int i = 0; i < contract.length; i++) {
                boolean list = contract[i].equals(AtomPath.STAR);
                int wanted = list && star < stars.size() ? stars.get(star) : -1;
                star += list ? 1 : 0;
                boolean aligned =
                        list
                                ? i == contract.length - 1
                                        || call[i].equals(Integer.toString(wanted))
                                : !contract[i].equals(CallPointer.OF_ELEMENT)
                                        || call[i].equals(Integer.toString(element));
                if (!aligned) {
                    return false;
                }
            }
            return true;
        }

        /**
         * A list of addresses may have any length: which of them is meant is spent, not counted.
         */
        private static String anywhere(String pointer) {
            return ANY_INDEX.matcher(pointer).replaceAll("/*");
        }
    }

    /**
     * A value of an effect, the clause that speaks of it (or null), and what its stars stand for.
     */
    record Placed(Atom atom, @Nullable Checked clause, List<Integer> stars, List<String> below) {}

    /** The clauses below one place, from the deepest place to the highest. */
    private record Below(String prefix, Checked clause) {}

    private static final String ONE_OF_A_LIST = "/" + AtomPath.STAR;

    private final EffectContract contract;
    private final Map<String, Checked> byPath = new HashMap<>();
    private final List<Below> below = new ArrayList<>();
    private final int pathSegments;
    private final Missing.Places demanded;
    private final boolean demands;

    EffectChecks(EffectContract contract) {
        this.contract = contract;
        int segments = 0;
        for (Clause clause : contract.clauses()) {
            String path = clause.path().text();
            if (path.endsWith("/" + CallPointer.BELOW)) {
                below.add(
                        new Below(
                                path.substring(0, path.length() - CallPointer.BELOW.length()),
                                Checked.of(clause)));
            } else {
                byPath.put(path, Checked.of(clause));
            }
            segments += path.startsWith(GenericHttp.PATH) ? 1 : 0;
        }
        below.sort((one, other) -> other.prefix().length() - one.prefix().length());
        this.pathSegments = segments;
        this.demanded = Missing.Places.of(contract.clauses());
        this.demands = contract.clauses().stream().anyMatch(clause -> !clause.manner().isFree());
    }

    EffectContract contract() {
        return contract;
    }

    /** Why nothing may stand there where the contract speaks of what would be below, or null. */
    @Nullable Explanation empty(Atom atom, CallValues call) {
        return Emptiness.explain(atom, contract.clauses(), call);
    }

    /** Which value has to be there and is not, or null. */
    @Nullable AtomPath missing(Effect effect, CallValues call) {
        return demands
                ? Missing.in(effect, demanded)
                        .first(contract.clauses(), call.arguments(), call.element())
                : null;
    }

    /**
     * The values of an effect with their clauses; null where it is another operation, goes
     * elsewhere, or asks for a path with another number of segments or other words of the API's
     * own.
     */
    @Nullable List<Placed> place(Effect effect) {
        if (!effect.operation().equals(contract.operation())
                || !effect.destination().equals(contract.destination())) {
            return null;
        }
        List<Placed> placed = new ArrayList<>(effect.atoms().size());
        int segments = 0;
        for (Atom atom : effect.atoms()) {
            Placed value = place(atom);
            if (atom.path().startsWith(GenericHttp.PATH)) {
                segments++;
                if (value.clause() == null || !mayBe(atom, value.clause().clause())) {
                    return null;
                }
            }
            placed.add(value);
        }
        return segments == pathSegments ? placed : null;
    }

    private static boolean mayBe(Atom atom, Clause clause) {
        return clause.sources().stream()
                .anyMatch(source ->
                        !(source instanceof Source.Constant constant)
                                || constant.value().equals(atom.value()));
    }

    private Placed place(Atom atom) {
        if (atom.path().length() > AtomPath.LONGEST) {
            return new Placed(atom, null, List.of(), List.of());
        }
        AtomPath.Indexed indexed = AtomPath.of(atom.path());
        Checked exact = byPath.get(indexed.path().text());
        if (exact != null && !exact.isTooFar(indexed.indices())) {
            return new Placed(atom, exact, indexed.indices(), List.of());
        }
        String general = indexed.path().text();
        Checked people = atom.role().isAddress() ? people(general) : null;
        if (people != null) {
            return new Placed(atom, people, indexed.indices(), List.of());
        }
        for (Below each : below) {
            if (isBelow(general, each.prefix())) {
                int stars = (int) each.prefix().chars().filter(c -> c == '*').count();
                return new Placed(
                        atom,
                        each.clause(),
                        indexed.indices().subList(0, Math.min(stars, indexed.indices().size())),
                        way(atom, each.prefix()));
            }
        }
        return new Placed(atom, null, indexed.indices(), List.of());
    }

    /** The place itself too, where it holds nothing. */
    private static boolean isBelow(String general, String prefix) {
        return general.startsWith(prefix)
                || general.length() + 1 == prefix.length() && prefix.startsWith(general);
    }

    /** An API that takes people as a list takes one as a text, and the other way round. */
    private @Nullable Checked people(String general) {
        return general.endsWith(ONE_OF_A_LIST)
                ? byPath.get(general.substring(0, general.length() - ONE_OF_A_LIST.length()))
                : byPath.get(general + ONE_OF_A_LIST);
    }

    /** The segments of a path that follow a place, without the one that says "its name". */
    private static List<String> way(Atom atom, String prefix) {
        String path = atom.path();
        int skipped = (int) prefix.chars().filter(c -> c == '/').count();
        String[] segments = path.split("/", -1);
        int end = SourceCheck.isName(atom) ? segments.length - 1 : segments.length;
        List<String> way = new ArrayList<>();
        for (int i = skipped; i < end; i++) {
            way.add(CallPointer.unescaped(segments[i]));
        }
        return way;
    }
}
