package dev.stoplock.gate.rehearse;

import dev.stoplock.core.contract.learn.AnswerComparison;
import dev.stoplock.core.contract.learn.Answers;
import dev.stoplock.core.contract.learn.Comparison;
import dev.stoplock.core.contract.learn.Difference;
import dev.stoplock.core.contract.learn.FileComparison;
import dev.stoplock.core.contract.learn.Learned;
import dev.stoplock.core.contract.learn.LearnedStart;
import dev.stoplock.core.contract.learn.Learner;
import dev.stoplock.core.contract.learn.Question;
import dev.stoplock.core.contract.learn.Sample;
import dev.stoplock.core.contract.learn.WrittenFile;
import dev.stoplock.core.effect.MailAddress;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.DeclaredRule;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.core.model.contract.StartContract;
import dev.stoplock.core.model.contract.ToolContract;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a rehearsal of one entry came to: the contract of each tool as it was learned, what a person
 * is asked, what no contract can hold, and what each tool answered. {@code start}: what it sends
 * before anybody called anything; {@code withoutCall}: what it sends later while no call is open.
 * {@code unused}: by tool, the arguments that no call had; {@code arguments}: those that some call
 * had.
 */
public record Review(
        LockEntry entry,
        Map<String, Learned> tools,
        LearnedStart start,
        List<Sample.Seen> withoutCall,
        List<String> refused,
        Map<String, String> failures,
        Map<String, Set<String>> unused,
        Map<String, Set<String>> arguments,
        Map<String, Answers> answers,
        Map<String, Set<WrittenFile>> files,
        Set<String> unread) {

    public Review {
        answers = Map.copyOf(answers);
        files = Map.copyOf(files);
        unread = Set.copyOf(unread);
        arguments = Map.copyOf(arguments);
        unused = Map.copyOf(unused);
        tools = Collections.unmodifiableMap(new LinkedHashMap<>(tools));
        withoutCall = List.copyOf(withoutCall);
        refused = List.copyOf(refused);
        failures = Collections.unmodifiableMap(new TreeMap<>(failures));
    }

    /** So often a server that sends something at its start is started. */
    private static final int STARTS = 3;

    /**
     * Which tools (null: all), which calls besides, with which canaries, how long, what the home
     * declares, how an API answers where a document says so (null: where none does), and of which
     * run progress tells.
     */
    public record Plan(
            @Nullable Set<String> only,
            Map<String, List<Json>> more,
            int seed,
            Duration limit,
            Map<String, DeclaredRule> rules,
            @Nullable ApiDocument document,
            String who) {

        /** The same, for one of several runs. */
        Plan of(String run) {
            return new Plan(only, more, seed, limit, rules, document, run);
        }

        Plan seeded(int other) {
            return new Plan(only, more, other, limit, rules, document, who);
        }
    }

    /**
     * Rehearses an entry with the settings it has, and once more with other addresses in their
     * place, so that what follows a setting is told from what is always the same.
     */
    public static Review of(Rehearsal rehearsal, LockEntry entry, Plan plan, Instant now)
            throws Refused, IOException, InterruptedException {
        Instant end = now.plus(plan.limit());
        Map<String, String> settings = entry.grant().env();
        Rehearsed first = rehearsal.run(entry, settings, plan, end);
        Map<String, List<Sample>> samples = new LinkedHashMap<>(first.samples());
        List<Sample> starts = new ArrayList<>(first.starts());
        List<Sample.Seen> withoutCall = new ArrayList<>(first.withoutCall());
        List<String> refused = new ArrayList<>(first.refused());
        Map<String, String> failures = new TreeMap<>(first.failures());
        Map<String, Set<String>> unused = new TreeMap<>(first.unused());
        Map<String, Set<WrittenFile>> files = new TreeMap<>();
        first.written().byTool().forEach((tool, each) -> files.put(tool, new HashSet<>(each)));
        Set<String> unread = new TreeSet<>(first.written().unread());
        Map<String, String> other = changed(settings);
        if (!other.equals(settings)) {
            Rehearsed second = rehearsal.run(entry, other, plan.seeded(plan.seed() + 1), end);
            starts.addAll(second.starts());
            withoutCall.addAll(second.withoutCall());
            refused.addAll(second.refused());
            second.failures().forEach(failures::putIfAbsent);
            second.unused().forEach(unused::putIfAbsent);
            second.written()
                    .byTool()
                    .forEach((tool, each) ->
                            files.computeIfAbsent(tool, any -> new HashSet<>()).addAll(each));
            unread.addAll(second.written().unread());
            second.samples()
                    .forEach((tool, more) ->
                            samples.merge(
                                    tool,
                                    more,
                                    (one, two) -> {
                                        List<Sample> both = new ArrayList<>(one);
                                        both.addAll(two);
                                        return both;
                                    }));
        }
        // what is new at each start, or follows a setting, shows only where it starts several times
        boolean sends = starts.stream().anyMatch(each -> !each.seen().isEmpty());
        for (int i = starts.size(); sends && i < STARTS; i++) {
            starts.addAll(rehearsal.start(entry, i % 2 == 0 ? settings : other, plan.seed() + i));
        }
        Map<String, Learned> tools = new LinkedHashMap<>();
        samples.replaceAll(
                (tool, each) -> each.stream().map(sample -> sample.under(plan.rules())).toList());
        samples.forEach((tool, each) ->
                tools.put(tool, Learner.learn(tool, each, !unused.containsKey(tool))));
        Map<String, Set<String>> arguments = new LinkedHashMap<>();
        Map<String, Answers> answers = new LinkedHashMap<>();
        samples.forEach((tool, each) -> {
            arguments.put(tool, names(each));
            answers.put(tool, Answers.of(each));
        });
        return new Review(
                entry,
                tools,
                LearnedStart.of(starts),
                withoutCall,
                refused,
                failures,
                unused,
                arguments,
                answers,
                files,
                unread);
    }

    private static Set<String> names(List<Sample> samples) {
        Set<String> names = new TreeSet<>();
        for (Sample sample : samples) {
            if (sample.arguments() instanceof Json.Obj(Map<String, Json> members)) {
                names.addAll(members.keySet());
            }
        }
        return names;
    }

    /** What this version does otherwise than another one, tool by tool. */
    public List<Difference> since(Review before) {
        Set<String> all = new TreeSet<>(before.tools.keySet());
        all.addAll(tools.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String tool : all) {
            differences.addAll(
                    Comparison.of(
                            tool,
                            before.tools.get(tool),
                            tools.get(tool),
                            before.arguments.getOrDefault(tool, Set.of())));
            differences.addAll(
                    AnswerComparison.of(tool, before.answers.get(tool), answers.get(tool)));
        }
        differences.addAll(start.since(before.start));
        start.leftOut().stream()
                .filter(sentence -> !before.start.leftOut().contains(sentence))
                .forEach(sentence ->
                        differences.add(
                                new Difference(
                                        Difference.Kind.UNEXPLAINED,
                                        "",
                                        "at its start",
                                        "it sends without a call at its start: " + sentence,
                                        "",
                                        sentence)));
        differences.addAll(filesSince(before));
        if (withoutCall.size() > before.withoutCall.size()) {
            Sample.Seen seen = withoutCall.getLast();
            differences.add(
                    new Difference(
                            Difference.Kind.UNEXPLAINED,
                            "",
                            "without a call",
                            "it sends without a call: "
                                    + seen.effect().operation()
                                    + " to "
                                    + seen.effect().destination(),
                            "",
                            seen.effect().operation()));
        }
        refused.stream()
                .distinct()
                .filter(sentence -> !before.refused.contains(sentence))
                .forEach(sentence ->
                        differences.add(
                                new Difference(
                                        Difference.Kind.UNEXPLAINED,
                                        "",
                                        "refused",
                                        "it tried what is refused in every mode: " + sentence,
                                        "",
                                        sentence)));
        return differences;
    }

    private List<Difference> filesSince(Review before) {
        Set<String> writing = new TreeSet<>(before.files.keySet());
        writing.addAll(files.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String tool : writing) {
            differences.addAll(
                    FileComparison.of(
                            tool,
                            before.files.getOrDefault(tool, Set.of()),
                            files.getOrDefault(tool, Set.of())));
        }
        if (before.unread.isEmpty() && !unread.isEmpty()) {
            String why = String.join("; ", unread);
            differences.add(
                    new Difference(
                            Difference.Kind.UNSTABLE,
                            "",
                            "files",
                            "the files that it writes could not be looked at: " + why,
                            "",
                            why));
        }
        return differences;
    }

    /**
     * What it was seen to do beyond the contracts that hold; tools without one are not compared.
     */
    public List<Difference> beyond(Contracts held) {
        List<Difference> differences = new ArrayList<>(start.beyond(held.start()));
        held.tools()
                .forEach((tool, contract) -> {
                    Learned now = tools.get(tool);
                    if (now != null && now.contract().reached() != ToolContract.Reached.NONE) {
                        differences.addAll(
                                Comparison.of(
                                        tool,
                                        Learned.of(contract),
                                        now,
                                        arguments.getOrDefault(tool, Set.of())));
                    }
                });
        return differences;
    }

    /**
     * Where a second run of the same version with the same calls came to something else; {@code
     * before}: the version that it is compared with.
     */
    public List<Difference> unlike(Review again, Review before) {
        List<Difference> differences = new ArrayList<>();
        if (!start.equals(again.start)) {
            differences.add(
                    new Difference(
                            Difference.Kind.UNSTABLE,
                            "",
                            "at its start",
                            "it sent something else at its start in a second run",
                            "",
                            "startup"));
        }
        tools.forEach((tool, learned) -> {
            Learned second = again.tools.get(tool);
            if (second != null && !learned.contract().equals(second.contract())) {
                differences.add(
                        new Difference(
                                Difference.Kind.UNSTABLE,
                                tool,
                                "",
                                "the same calls led to something else in a second run",
                                "",
                                tool));
            }
        });
        answers.forEach((tool, said) -> {
            Answers second = again.answers.get(tool);
            if (second != null) {
                differences.addAll(
                        AnswerComparison.unlike(tool, said, second, before.answers.get(tool)));
            }
        });
        return differences;
    }

    /** The settings with another address in the place of each that is one. */
    private static Map<String, String> changed(Map<String, String> settings) {
        Map<String, String> changed = new TreeMap<>(settings);
        int number = 0;
        for (Map.Entry<String, String> each : changed.entrySet()) {
            List<MailAddress> list = MailAddress.list(each.getValue());
            if (list != null && list.size() == 1) {
                number++;
                each.setValue("office" + number + "@another-" + number + ".example");
            }
        }
        return changed;
    }

    /** Everything that is asked, the gravest first. */
    public List<Question> questions() {
        return Stream.concat(
                        start.questions().stream(),
                        tools.values().stream().flatMap(learned -> learned.questions().stream()))
                .sorted(Comparator.comparing(Question::kind))
                .toList();
    }

    /** What was typed, with the very value where it was accepted as a rule that declares it. */
    public Map<String, String> literal(Map<String, String> typed) {
        Map<String, String> literal = new TreeMap<>(typed);
        for (Question question : questions()) {
            if (question.isAccepted(typed.get(question.id()))) {
                literal.put(question.id(), question.value());
            }
        }
        return literal;
    }

    /**
     * The contracts with what was typed; a tool of which nothing was seen keeps the default. Of its
     * start, with what {@code held} has by a person's word.
     */
    public Contracts accepted(Map<String, String> typed, StartContract held, String by, String on) {
        Map<String, ToolContract> contracts = new TreeMap<>();
        tools.forEach((tool, learned) -> {
            ToolContract contract = learned.accepted(typed, by, on);
            if (contract.reached() != ToolContract.Reached.NONE) {
                contracts.put(tool, contract);
            }
        });
        return new Contracts(contracts, start.accepted(typed, held, by, on));
    }

    /** How many tools were reached how far. */
    public long reached(ToolContract.Reached how) {
        return tools.values().stream()
                .filter(learned -> learned.contract().reached() == how)
                .count();
    }
}
