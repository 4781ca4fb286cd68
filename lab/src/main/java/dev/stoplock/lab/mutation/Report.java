package dev.stoplock.lab.mutation;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Shown;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the drill of one server came to, in numbers. */
record Report(
        Subject subject,
        Holding holding,
        long seed,
        int count,
        Path home,
        Path misses,
        Reviewing.Legitimate legitimate,
        List<Range.Result> results) {

    Report {
        results = List.copyOf(results);
    }

    private List<Range.Result> having(Predicate<Range.Result> filter) {
        return results.stream().filter(filter).toList();
    }

    private int count(Predicate<Range.Result> filter) {
        return having(filter).size();
    }

    private int mustBeDenied() {
        return count(each -> holding.denies(each.trial()));
    }

    /** Every changed request that reached a stand-in and had to be denied. */
    List<Range.Result> missed() {
        return having(each -> each.fate() == Range.Fate.MISS);
    }

    /** Every twin that did not arrive as it was. */
    List<Range.Result> falselyDenied() {
        return having(each -> each.fate() == Range.Fate.FALSE_DENIAL);
    }

    /** A request sent behind a denied one, exactly as recorded, that did not arrive. */
    List<Range.Result> controlsLost() {
        return having(
                each -> each.controlled() && !each.arrived() && each.fate() == Range.Fate.DENIED);
    }

    boolean clean() {
        return missed().isEmpty()
                && falselyDenied().isEmpty()
                && controlsLost().isEmpty()
                && legitimate.refused().isEmpty();
    }

    private int twins() {
        return count(each -> each.trial().expected() == Expected.SAME);
    }

    private int controls() {
        return count(each -> each.controlled() && each.fate() == Range.Fate.DENIED);
    }

    /** What went through and was not held to be denied: by atom, how many. */
    private Map<String, Integer> left() {
        return byAtom(having(each -> each.fate() == Range.Fate.LEFT));
    }

    /** What was denied although it was not held to be. */
    private Map<String, Integer> denied() {
        return byAtom(
                having(each -> each.fate() == Range.Fate.DENIED && !holding.denies(each.trial())));
    }

    /** Each reason for which a change may arrive, and how many of those did: 3 of 4. */
    private Map<String, String> leftWhy() {
        Map<String, List<Range.Result>> why = new TreeMap<>();
        for (Range.Result each : results) {
            String reason = holding.left(each.trial());
            if (reason != null && each.trial().expected() != Expected.SAME) {
                why.computeIfAbsent(
                                each.trial().expected().label() + ": " + reason,
                                none -> new ArrayList<>())
                        .add(each);
            }
        }
        Map<String, String> counts = new TreeMap<>();
        why.forEach((reason, all) -> {
            long left = all.stream().filter(each -> each.fate() == Range.Fate.LEFT).count();
            counts.put(reason, left + " of " + all.size());
        });
        return counts;
    }

    private static Map<String, Integer> byAtom(List<Range.Result> results) {
        Map<String, Integer> found = new TreeMap<>();
        results.forEach(each ->
                found.merge(
                        each.trial().expected().label()
                                + " "
                                + each.trial().place().path().replaceAll("/[0-9]+", "/#"),
                        1,
                        Integer::sum));
        return found;
    }

    void print(PrintStream out, String launcher) {
        out.println(subject.server() + " · seed " + seed + " · " + results.size() + " trials");
        if (legitimate.calls() > 0) {
            int lost = legitimate.refused().size();
            out.println(
                    line(
                            "recorded calls",
                            legitimate.calls()
                                    - lost
                                    + " of "
                                    + legitimate.calls()
                                    + " arrived under what was learned"));
            legitimate.refused().forEach(each -> out.println(line("refused", Shown.line(each))));
        }
        for (Expected expected : Expected.values()) {
            List<Range.Result> held =
                    having(each ->
                            each.trial().expected() == expected && holding.denies(each.trial()));
            long missed = held.stream().filter(each -> each.fate() == Range.Fate.MISS).count();
            if (!held.isEmpty()) {
                out.println(
                        line(
                                expected.label(),
                                held.size()
                                        - missed
                                        + " of "
                                        + held.size()
                                        + " denied, "
                                        + missed
                                        + " missed"));
            }
        }
        out.println(
                line(
                        "miss rate",
                        "at most "
                                + percent(Bound.upper(missedEnforced(), mustBeDenied()))
                                + " (95 %, n = "
                                + mustBeDenied()
                                + ")"));
        leftWhy().forEach((why, counts) -> out.println(line(counts, why)));
        denied().forEach((atom, many) ->
                out.println(line("", many + " × denied all the same: " + atom)));
        left().forEach((atom, many) -> out.println(line("", many + " × " + atom)));
        int lost = falselyDenied().size() + controlsLost().size();
        int same = twins() + controls();
        out.println(
                line(
                        "twins",
                        twins()
                                - falselyDenied().size()
                                + " of "
                                + twins()
                                + " arrived as they were"));
        out.println(
                line(
                        "controls",
                        controls()
                                - controlsLost().size()
                                + " of "
                                + controls()
                                + " arrived behind a denial"));
        out.println(
                line(
                        "false denials",
                        "at most "
                                + percent(Bound.upper(lost, same))
                                + " (95 %, n = "
                                + same
                                + ")"));
        for (Range.Result each : troubles()) {
            out.println(
                    line(
                            each.fate().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            "#"
                                    + each.index()
                                    + " "
                                    + Shown.line(each.trial().label())
                                    + " · expected "
                                    + each.trial().expected().label()));
            out.println(
                    line(
                            "",
                            misses.resolve(subject.server() + "-" + each.index() + ".txt")
                                    .toString()));
            out.println(
                    line(
                            "",
                            launcher
                                    + " drill mutation"
                                    + (holding == Holding.LEARNED ? " --learned" : "")
                                    + " --seed "
                                    + seed
                                    + " --count "
                                    + count
                                    + " --server "
                                    + subject.server()
                                    + " --only "
                                    + each.index()));
        }
        out.println(line("home", home.toString()));
        out.flush();
    }

    /** Everything that should not have been, in the order it was sent. */
    List<Range.Result> troubles() {
        List<Range.Result> found = new ArrayList<>(missed());
        found.addAll(falselyDenied());
        found.addAll(controlsLost());
        return found;
    }

    private int missedEnforced() {
        return count(each -> each.fate() == Range.Fate.MISS && holding.denies(each.trial()));
    }

    private static String line(String name, String text) {
        return "  " + (name + " ".repeat(16)).substring(0, 16) + text;
    }

    private static String percent(double rate) {
        return String.format(Locale.ROOT, "%.2f %%", rate * 100);
    }

    Json.Obj json() {
        Json.Builder left = Json.object();
        left().forEach((atom, many) -> left.put(atom, many));
        List<Json> troubles = new ArrayList<>();
        for (Range.Result each : troubles()) {
            troubles.add(
                    Json.object()
                            .put("index", each.index())
                            .put("fate", each.fate().name().toLowerCase(Locale.ROOT))
                            .put("atom", each.trial().place().path())
                            .put("operation", each.trial().operation().label())
                            .put("variant", each.trial().variant())
                            .put("expected", each.trial().expected().label())
                            .put("reached", Json.strings(each.reached()))
                            .build());
        }
        int lost = falselyDenied().size() + controlsLost().size();
        return Json.object()
                .put("server", subject.server())
                .put("seed", seed)
                .put("trials", results.size())
                .put("learned", holding == Holding.LEARNED)
                .put("legitimate", legitimate.calls())
                .put("legitimateRefused", legitimate.refused().size())
                .put("mustBeDenied", mustBeDenied())
                .put("missed", missed().size())
                .put("missBound", Double.toString(Bound.upper(missedEnforced(), mustBeDenied())))
                .put("left", left.build())
                .put("twins", twins())
                .put("controls", controls())
                .put("falseDenials", lost)
                .put("falseDenialBound", Double.toString(Bound.upper(lost, twins() + controls())))
                .put("troubles", new Json.Arr(troubles))
                .put("home", home.toString())
                .build();
    }
}
