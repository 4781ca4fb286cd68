package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.CallPointer;
import dev.stoplock.core.contract.SourceCheck;
import dev.stoplock.core.model.Form;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.Source;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds the places below which everything stands as it stands in the call. */
final class Copied {

    private Copied() {}

    /** A place below which everything stands as it stands in an argument. */
    private record Copy(String place, String pointer) {}

    /** The clauses of what is copied whole: objects and arrays whose inside the call decides. */
    static List<Clause> clauses(List<Observed> seen) {
        Set<Copy> candidates =
                new TreeSet<>(
                        Comparator.<Copy>comparingInt(copy -> copy.place().length())
                                .thenComparing(Copy::place)
                                .thenComparing(Copy::pointer));
        for (Observed each : seen) {
            candidates.addAll(copies(each));
        }
        List<Clause> clauses = new ArrayList<>();
        List<String> done = new ArrayList<>();
        for (Copy copy : candidates) {
            Source source =
                    new Source.Argument(copy.pointer() + "/" + CallPointer.BELOW, "identity");
            List<Observed> below =
                    seen.stream().filter(each -> isBelow(copy.place(), each)).toList();
            boolean named = below.stream().anyMatch(each -> SourceCheck.isName(each.atom()));
            if (done.stream().noneMatch(copy.place()::startsWith)
                    && named
                    && below.stream().allMatch(each -> isCopied(source, copy, each))) {
                clauses.add(
                        new Clause(
                                new AtomPath(copy.place() + "/" + CallPointer.BELOW),
                                List.of(source)));
                done.add(copy.place() + "/");
            }
        }
        return clauses;
    }

    /** Not the name of the place itself, which is one of what holds it; but its emptiness. */
    static boolean isBelow(String place, Observed seen) {
        String path = AtomPath.of(seen.atom().path()).path().text();
        if (path.equals(place)) {
            return seen.atom().form() == Form.LIST || seen.atom().form() == Form.OBJECT;
        }
        boolean own =
                path.substring(0, Math.max(0, path.lastIndexOf('/'))).equals(place)
                        && SourceCheck.isName(seen.atom());
        return path.startsWith(place + "/") && !own;
    }

    private static boolean isCopied(Source source, Copy copy, Observed seen) {
        return Sources.explains(source, seen, way(copy.place(), seen));
    }

    static List<String> way(String place, Observed seen) {
        int skipped = place.split("/", -1).length;
        List<String> way = new ArrayList<>(List.of(seen.atom().path().split("/", -1)));
        if (SourceCheck.isName(seen.atom())) {
            way.removeLast();
        }
        return way.subList(Math.min(skipped, way.size()), way.size()).stream()
                .map(CallPointer::unescaped)
                .toList();
    }

    private static List<Copy> copies(Observed seen) {
        List<Copy> copies = new ArrayList<>();
        String[] path = AtomPath.of(seen.atom().path()).path().text().split("/", -1);
        for (Candidates.Candidate candidate : seen.candidates()) {
            if (!(candidate.source() instanceof Source.Argument(String pointer, String via))
                    || !via.equals("identity")) {
                continue;
            }
            String[] segments = pointer.split("/", -1);
            int same = 0;
            while (same < path.length - 2
                    && same < segments.length - 2
                    && path[path.length - 1 - same].equals(segments[segments.length - 1 - same])) {
                same++;
                copies.add(
                        new Copy(
                                String.join("/", List.of(path).subList(0, path.length - same)),
                                String.join(
                                        "/",
                                        List.of(segments).subList(0, segments.length - same))));
            }
        }
        return copies;
    }

    static String place(AtomPath copy) {
        return copy.text().replace("/" + CallPointer.BELOW, "");
    }
}
