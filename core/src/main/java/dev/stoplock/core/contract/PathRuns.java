package dev.stoplock.core.contract;

import dev.stoplock.core.effect.GenericHttp;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Explanation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a request's path that one argument wrote: a whole argument with slashes in it
 * ({@code src/index.js}, {@code owner/name}) stands there as it is, segment after segment. A part
 * of one explains nothing.
 */
final class PathRuns {

    /** Longer ones are no paths; a text with many slashes is not cut for each request. */
    private static final int LONGEST = 2_048;

    private static final String VIA = "path";

    /** Some segments that follow each other, and the argument that is all of them. */
    private record Run(int first, int count, Asked.Leaf leaf) {
        boolean holds(int segment) {
            return first <= segment && segment < first + count;
        }
    }

    private final List<Atom> segments;
    private final List<Run> runs;

    private PathRuns(List<Atom> segments, List<Run> runs) {
        this.segments = segments;
        this.runs = runs;
    }

    static PathRuns of(Effect effect, List<Asked.Leaf> leaves) {
        List<Asked.Leaf> paths =
                leaves.stream()
                        .filter(leaf -> leaf.value().length() <= LONGEST)
                        .filter(leaf -> leaf.value().indexOf('/', 1) > 0)
                        .sorted(Comparator.comparing(leaf -> -leaf.value().length()))
                        .toList();
        if (paths.isEmpty()) {
            return new PathRuns(List.of(), List.of());
        }
        List<Atom> segments = effect.atoms().stream().filter(PathRuns::isSegment).toList();
        List<Run> runs = new ArrayList<>();
        for (int at = 0; at < segments.size(); ) {
            Run run = at(at, segments, paths);
            if (run != null) {
                runs.add(run);
            }
            at += run == null ? 1 : run.count();
        }
        return new PathRuns(segments, runs);
    }

    private static boolean isSegment(Atom atom) {
        return atom.kind() == AtomClass.DESTINATION && atom.path().startsWith(GenericHttp.PATH);
    }

    private static @Nullable Run at(int at, List<Atom> segments, List<Asked.Leaf> paths) {
        for (Asked.Leaf leaf : paths) {
            String path = leaf.value().startsWith("/") ? leaf.value().substring(1) : leaf.value();
            String[] parts = path.split("/", -1);
            int count = parts.length;
            boolean same = count > 1 && at + count <= segments.size();
            for (int i = 0; same && i < count; i++) {
                same = segments.get(at + i).value().equals(parts[i]);
            }
            if (same) {
                return new Run(at, count, leaf);
            }
        }
        return null;
    }

    boolean isEmpty() {
        return runs.isEmpty();
    }

    /** The explanation of each segment of a run, by its path. */
    Map<String, Explanation> explanations() {
        Map<String, Explanation> explained = new HashMap<>();
        for (Run run : runs) {
            String pointer = run.leaf().pointer();
            for (Atom segment : segments.subList(run.first(), run.first() + run.count())) {
                explained.put(
                        segment.path(),
                        run.leaf().answer()
                                ? new Explanation.Answer(pointer, VIA)
                                : new Explanation.Argument(pointer, VIA));
            }
        }
        return explained;
    }

    /**
     * The effect with each run as one segment, as a contract has it that was learned from arguments
     * without slashes. Its other segments keep their order and are numbered anew.
     */
    Effect.HttpExchange folded(Effect.HttpExchange effect) {
        List<Atom> atoms = new ArrayList<>(effect.atoms().size());
        int number = 0;
        int read = 0;
        for (Atom atom : effect.atoms()) {
            if (!isSegment(atom)) {
                atoms.add(atom);
                continue;
            }
            int segment = read++;
            Run run = runs.stream().filter(each -> each.holds(segment)).findFirst().orElse(null);
            if (run == null || run.first() == segment) {
                atoms.add(
                        Atom.destination(
                                GenericHttp.PATH + number++,
                                atom.role(),
                                run == null ? atom.value() : run.leaf().value()));
            }
        }
        return new Effect.HttpExchange(effect.destination(), effect.operation(), atoms);
    }
}
