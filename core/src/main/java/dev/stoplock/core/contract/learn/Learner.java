package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.CallPointer;
import dev.stoplock.core.contract.Learnable;
import dev.stoplock.core.contract.SourceCheck;
import dev.stoplock.core.effect.GenericHttp;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.Pointer;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Source;
import dev.stoplock.core.model.contract.Times;
import dev.stoplock.core.model.contract.ToolContract;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Learns one tool's contract from samples (EFFECTS, "Learning").
 *
 * <p>Guarantees: deterministic. A destination that neither the call nor a setting nor a reply holds
 * gets no source: it becomes a question, and stays unexplained until a person has typed it.
 */
public final class Learner {

    /** An effect in the sample that led to it, with what was replied before it. */
    private record Occurrence(Sample sample, Effect effect, List<Json> replies) {}

    /** Which effects are the same one. */
    private record Kind(String operation, Destination destination, List<String> path) {
        String name() {
            String words =
                    path.stream()
                            .map(word -> word.startsWith("=") ? word.substring(1) : word)
                            .collect(Collectors.joining("/"));
            return operation + (words.isEmpty() ? "" : " /" + words) + " " + destination;
        }
    }

    private Learner() {}

    /**
     * The contract of {@code tool}, and what a person is asked about it. {@code whole}: the samples
     * use every argument that it has.
     */
    public static Learned learn(String tool, List<Sample> samples, boolean whole) {
        List<Occurrence> all = new ArrayList<>();
        for (Sample sample : samples) {
            Map<String, List<Json>> replies = new HashMap<>();
            for (Sample.Seen seen : sample.seen()) {
                String host = seen.effect().destination().host();
                List<Json> before = List.copyOf(replies.getOrDefault(host, List.of()));
                Occurrence occurrence = new Occurrence(sample, seen.effect(), before);
                if (Learnable.is(seen.effect())) {
                    all.add(occurrence);
                }
                if (seen.reply() != null) {
                    replies.computeIfAbsent(host, each -> new ArrayList<>()).add(seen.reply());
                }
            }
        }
        Set<Word> own = ownWords(all);
        Map<Kind, List<Occurrence>> kinds = new LinkedHashMap<>();
        for (Occurrence each : all) {
            kinds.computeIfAbsent(kind(each, own), kind -> new ArrayList<>()).add(each);
        }
        List<EffectContract> effects = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        kinds.forEach((kind, occurrences) ->
                effects.add(effect(tool, kind, occurrences, samples, effects.size(), questions)));
        questions.sort(Comparator.comparing(Question::kind));
        Set<String> ids = new HashSet<>();
        if (!questions.stream().allMatch(question -> ids.add(question.id()))) {
            // one answer would accept two things
            throw new IllegalArgumentException(
                    "two questions about " + tool + " have one name; it cannot be reviewed");
        }
        return new Learned(new ToolContract(reached(samples, whole), effects), questions);
    }

    private static ToolContract.Reached reached(List<Sample> samples, boolean whole) {
        if (samples.stream().allMatch(sample -> sample.seen().isEmpty())) {
            return ToolContract.Reached.NONE;
        }
        // what a tool refuses before it sends anything leads to no request
        boolean broke =
                samples.stream().anyMatch(sample -> sample.failed() && !sample.seen().isEmpty());
        return !whole || broke ? ToolContract.Reached.FIRST : ToolContract.Reached.ALL;
    }

    /** A segment of a path, in one kind of request. */
    private record Word(String operation, Destination destination, String place, String value) {
        static Word of(Occurrence occurrence, Atom atom) {
            return new Word(
                    occurrence.effect().operation(),
                    occurrence.effect().destination(),
                    atom.path(),
                    atom.value());
        }
    }

    /**
     * The segments that stand there although the call that led to it does not name them: they are
     * the API's own, also where another call has the same word (an enumeration's, say).
     */
    private static Set<Word> ownWords(List<Occurrence> occurrences) {
        Set<Word> own = new HashSet<>();
        for (Occurrence occurrence : occurrences) {
            for (Atom atom : occurrence.effect().atoms()) {
                if (atom.path().startsWith(GenericHttp.PATH) && !isNamed(occurrence, atom)) {
                    own.add(Word.of(occurrence, atom));
                }
            }
        }
        return own;
    }

    private static boolean isNamed(Occurrence occurrence, Atom atom) {
        // a number is no word of an API, however short
        int most = atom.value().matches("[0-9]{1,18}") ? 40 : 20;
        return observed(occurrence, atom).candidates().stream()
                .anyMatch(candidate -> candidate.doubt() < most);
    }

    /** Of an API that nobody knows the words of a path tell one request from another. */
    private static Kind kind(Occurrence occurrence, Set<Word> own) {
        List<String> path = new ArrayList<>();
        for (Atom atom : occurrence.effect().atoms()) {
            if (atom.path().startsWith(GenericHttp.PATH)) {
                boolean named =
                        !own.contains(Word.of(occurrence, atom)) && isNamed(occurrence, atom);
                path.add(named ? AtomPath.STAR : "=" + atom.value());
            }
        }
        return new Kind(occurrence.effect().operation(), occurrence.effect().destination(), path);
    }

    private static Observed observed(Occurrence occurrence, Atom atom) {
        return new Observed(
                occurrence.sample(),
                atom,
                AtomPath.of(atom.path()).indices(),
                occurrence.replies());
    }

    private static EffectContract effect(
            String tool,
            Kind kind,
            List<Occurrence> occurrences,
            List<Sample> samples,
            int number,
            List<Question> questions) {
        List<Observed> seen = new ArrayList<>();
        for (Occurrence occurrence : occurrences) {
            for (Atom atom : occurrence.effect().atoms()) {
                boolean empty = atom.value().isEmpty() && atom.role() != Role.NONE;
                boolean fits = atom.path().length() <= AtomPath.LONGEST;
                if (!Learnable.isOfTheDefault(atom) && !empty && fits) {
                    seen.add(observed(occurrence, atom));
                }
            }
        }
        List<Clause> clauses = new ArrayList<>(copied(seen));
        for (Clause copied : clauses) {
            String place = copied.path().text().replace("/" + CallPointer.BELOW, "");
            seen.removeIf(each -> isBelow(place, each));
        }
        Map<AtomPath, List<Observed>> byPath =
                seen.stream()
                        .collect(
                                Collectors.groupingBy(
                                        each -> AtomPath.of(each.atom().path()).path(),
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        byPath.forEach((path, values) -> {
            Sources.Found found = Sources.of(values);
            if (!found.sources().isEmpty()) {
                clauses.add(new Clause(path, found.sources()));
            }
            questions.addAll(Asking.about(tool, kind.name(), number, path, found));
        });
        Times times = times(occurrences, samples);
        int least = times.isPerElement() ? 0 : least(occurrences, samples);
        return new EffectContract(kind.operation(), kind.destination(), times, least, clauses);
    }

    /** 1 where each call that was no error caused it, and there were several; else 0. */
    private static int least(List<Occurrence> occurrences, List<Sample> samples) {
        List<Sample> well = samples.stream().filter(sample -> !sample.failed()).toList();
        boolean always =
                well.stream()
                        .allMatch(sample ->
                                occurrences.stream().anyMatch(each -> each.sample() == sample));
        return always && well.size() > 1 ? 1 : 0;
    }

    /** A place below which everything stands as it stands in an argument. */
    private record Copy(String place, String pointer) {}

    /** The clauses of what is copied whole: objects and arrays whose inside the call decides. */
    private static List<Clause> copied(List<Observed> seen) {
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

    /** Not the name of the place itself, which is one of what holds it. */
    private static boolean isBelow(String place, Observed seen) {
        String path = AtomPath.of(seen.atom().path()).path().text();
        boolean own =
                path.substring(0, Math.max(0, path.lastIndexOf('/'))).equals(place)
                        && SourceCheck.isName(seen.atom());
        return path.startsWith(place + "/") && !own;
    }

    private static boolean isCopied(Source source, Copy copy, Observed seen) {
        int skipped = copy.place().split("/", -1).length;
        List<String> way = new ArrayList<>(List.of(seen.atom().path().split("/", -1)));
        if (SourceCheck.isName(seen.atom())) {
            way.removeLast();
        }
        List<String> below =
                way.subList(Math.min(skipped, way.size()), way.size()).stream()
                        .map(CallPointer::unescaped)
                        .toList();
        return Sources.explains(source, seen, below);
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

    /**
     * As often as was seen in one call; or once for each element of an array, where it follows one.
     */
    private static Times times(List<Occurrence> occurrences, List<Sample> samples) {
        Map<Sample, Integer> counts = new HashMap<>();
        for (Sample sample : samples) {
            int count = (int) occurrences.stream().filter(each -> each.sample() == sample).count();
            if (count > 0) {
                counts.put(sample, count);
            }
        }
        int most =
                Math.min(
                        Times.LARGEST,
                        counts.values().stream().mapToInt(each -> each).max().orElse(1));
        boolean varies = counts.values().stream().distinct().count() > 1;
        if (varies) {
            Map<String, Boolean> follows = new TreeMap<>();
            counts.forEach((sample, count) ->
                    sizes(sample)
                            .forEach((pointer, size) ->
                                    follows.merge(
                                            pointer, size.equals(count), Boolean::logicalAnd)));
            for (Map.Entry<String, Boolean> each : follows.entrySet()) {
                if (each.getValue()
                        && counts.keySet().stream()
                                .allMatch(sample -> sizes(sample).containsKey(each.getKey()))) {
                    return new Times(1, each.getKey());
                }
            }
        }
        return Times.of(most);
    }

    private static Map<String, Integer> sizes(Sample sample) {
        Map<String, Integer> sizes = new TreeMap<>();
        if (sample.arguments() instanceof Json.Obj(Map<String, Json> members)) {
            members.forEach((name, value) -> {
                if (value instanceof Json.Arr(List<Json> items)) {
                    sizes.put("/" + Pointer.escape(name), items.size());
                }
            });
        }
        return sizes;
    }
}
