package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.Learnable;
import dev.stoplock.core.effect.GenericHttp;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.Pointer;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Manner;
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
import java.util.stream.Collectors;

/**
 * Learns one tool's contract from samples (EFFECTS, "Learning").
 *
 * <p>Guarantees: deterministic. A destination that neither the call nor a setting nor a reply holds
 * gets no source: it becomes a question, and stays unexplained until a person has typed it.
 */
public final class Learner {

    /**
     * An effect in the sample that led to it, with what was replied before it, and which element of
     * an array it is about, where there is one for each.
     */
    private record Occurrence(
            Sample sample, Effect effect, List<Json> replies, String array, int element) {

        Occurrence in(String of) {
            return new Occurrence(
                    sample,
                    effect,
                    replies,
                    of,
                    of.isEmpty() ? -1 : AboutElement.of(effect, sample.arguments(), of));
        }
    }

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
        List<Occurrence> seen = new ArrayList<>();
        for (Sample sample : samples) {
            Map<String, List<Json>> replies = new HashMap<>();
            for (Sample.Seen one : sample.seen()) {
                String host = one.effect().destination().host();
                List<Json> before = List.copyOf(replies.getOrDefault(host, List.of()));
                Occurrence occurrence = new Occurrence(sample, one.effect(), before, "", -1);
                if (Learnable.is(one.effect())) {
                    seen.add(occurrence);
                }
                if (one.reply() != null) {
                    replies.computeIfAbsent(host, each -> new ArrayList<>()).add(one.reply());
                }
            }
        }
        Set<Word> own = ownWords(seen);
        Map<Kind, List<Occurrence>> kinds = new LinkedHashMap<>();
        for (Occurrence each : seen) {
            kinds.computeIfAbsent(kind(each, own), kind -> new ArrayList<>()).add(each);
        }
        List<EffectContract> effects = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        List<Map<AtomPath, Manner>> manners = new ArrayList<>();
        boolean all = reached(samples, whole) == ToolContract.Reached.ALL;
        kinds.forEach((kind, occurrences) -> {
            Map<AtomPath, Manner> found = new HashMap<>();
            Times times = times(occurrences, samples);
            List<Occurrence> placed =
                    occurrences.stream().map(each -> each.in(times.per())).toList();
            EffectContract effect =
                    effect(tool, kind, placed, times, samples, effects.size(), questions);
            effects.add(
                    Manners.with(effect, placed.stream().map(Learner::shown).toList(), all, found));
            manners.add(found);
        });
        questions.sort(Comparator.comparing(Question::kind));
        Set<String> ids = new HashSet<>();
        if (!questions.stream().allMatch(question -> ids.add(question.id()))) {
            // one answer would accept two things
            throw new IllegalArgumentException(
                    "two questions about " + tool + " have one name; it cannot be reviewed");
        }
        return new Learned(new ToolContract(reached(samples, whole), effects), questions, manners);
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
                occurrence.replies(),
                occurrence.array(),
                occurrence.element());
    }

    private static Manners.Seen shown(Occurrence occurrence) {
        return new Manners.Seen(
                occurrence.effect(),
                occurrence.sample().arguments(),
                learnable(occurrence),
                occurrence.element());
    }

    private static List<Observed> learnable(Occurrence occurrence) {
        List<Observed> seen = new ArrayList<>();
        for (Atom atom : occurrence.effect().atoms()) {
            boolean nobody = atom.value().isEmpty() && atom.role().isAddress();
            boolean fits = atom.path().length() <= AtomPath.LONGEST;
            if (!Learnable.isOfTheDefault(atom) && !nobody && fits) {
                seen.add(observed(occurrence, atom));
            }
        }
        return seen;
    }

    private static EffectContract effect(
            String tool,
            Kind kind,
            List<Occurrence> occurrences,
            Times times,
            List<Sample> samples,
            int number,
            List<Question> questions) {
        List<Observed> seen = new ArrayList<>();
        occurrences.forEach(occurrence -> seen.addAll(learnable(occurrence)));
        List<Clause> clauses = new ArrayList<>(Copied.clauses(seen));
        for (Clause copied : clauses) {
            seen.removeIf(each -> Copied.isBelow(Copied.place(copied.path()), each));
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
            follows.values().removeIf(each -> !each);
            follows.keySet()
                    .removeIf(pointer ->
                            !counts.keySet().stream()
                                    .allMatch(sample -> sizes(sample).containsKey(pointer)));
            // of several lists of the same lengths, the one whose elements they are about
            Comparator<String> about =
                    Comparator.comparingLong(pointer -> about(occurrences, pointer));
            String array = follows.keySet().stream().max(about).orElse("");
            if (!array.isEmpty()) {
                return new Times(1, array);
            }
        }
        return Times.of(most);
    }

    private static long about(List<Occurrence> occurrences, String array) {
        return occurrences.stream().filter(each -> each.in(array).element() >= 0).count();
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
