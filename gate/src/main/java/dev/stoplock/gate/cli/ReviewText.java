package dev.stoplock.gate.cli;

import dev.stoplock.core.contract.ContractText;
import dev.stoplock.core.contract.MannerText;
import dev.stoplock.core.contract.learn.Difference;
import dev.stoplock.core.contract.learn.Learned;
import dev.stoplock.core.contract.learn.Question;
import dev.stoplock.core.contract.learn.Sample;
import dev.stoplock.core.contract.learn.WrittenFile;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.ToolContract;
import dev.stoplock.gate.rehearse.Review;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A review as a person reads it, and as a program does. */
final class ReviewText {

    private ReviewText() {}

    static List<String> lines(Review review) {
        List<String> lines = new ArrayList<>(StartText.lines(review.start()));
        for (Map.Entry<String, Learned> each : review.tools().entrySet()) {
            ToolContract contract = each.getValue().contract();
            lines.add(Shown.text(each.getKey()) + " · " + reached(contract));
            for (EffectContract effect : contract.effects()) {
                lines.addAll(lines(effect));
            }
            Set<String> unused = review.unused().get(each.getKey());
            if (unused != null) {
                lines.add(
                        "    never used, since no made-up value of it works: "
                                + Shown.text(String.join(", ", unused)));
            }
            String failure = review.failures().get(each.getKey());
            if (failure != null) {
                lines.add("    it said: " + Shown.text(failure));
            }
        }
        lines.add(
                review.tools().size()
                        + " tools: "
                        + review.reached(ToolContract.Reached.ALL)
                        + " all requests reached, "
                        + review.reached(ToolContract.Reached.FIRST)
                        + " first only, "
                        + review.reached(ToolContract.Reached.NONE)
                        + " none (these keep the default contract)");
        for (Sample.Seen seen : review.withoutCall()) {
            lines.add(
                    "! without a call: "
                            + Shown.text(seen.effect().operation())
                            + " to "
                            + seen.effect().destination());
        }
        review.refused().stream()
                .distinct()
                .limit(20)
                .forEach(sentence ->
                        lines.add("! refused in the rehearsal: " + Shown.text(sentence)));
        review.files()
                .forEach((tool, files) ->
                        lines.add(
                                "! "
                                        + (tool.isEmpty() ? "its start" : Shown.text(tool))
                                        + " writes into the private folders: "
                                        + paths(files)));
        review.unread()
                .forEach(why ->
                        lines.add("! the files it writes were not looked at: " + Shown.text(why)));
        for (Question question : review.questions()) {
            lines.add("? " + Shown.line(question.sentence()));
            lines.add("    id: " + Shown.line(question.id()));
        }
        return lines;
    }

    /** An effect, and where each of its values comes from. */
    static List<String> lines(EffectContract effect) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "  "
                        + Shown.text(effect.operation())
                        + " to "
                        + effect.destination()
                        + " · times: "
                        + Shown.text(effect.times().toString())
                        + " · hides "
                        + effect.hiddenBits()
                        + " bits"
                        + choices(effect)
                        + (effect.least() > 0 ? " · " + ContractText.least(effect.least()) : ""));
        for (Clause clause : effect.clauses()) {
            lines.add(
                    "    "
                            + Shown.text(clause.path().text())
                            + ": "
                            + Shown.line(
                                    String.join(
                                            " or ",
                                            clause.sources().stream()
                                                    .map(ContractText::sentence)
                                                    .toList()))
                            + MannerText.lines(clause.manner()).stream()
                                    .map(line -> " · " + Shown.line(line))
                                    .collect(Collectors.joining()));
        }
        return lines;
    }

    private static String paths(Set<WrittenFile> files) {
        List<String> paths =
                files.stream().map(WrittenFile::path).distinct().sorted().limit(5).toList();
        String more = files.size() > paths.size() ? " and others, " + files.size() + " in all" : "";
        return Shown.line(String.join(", ", paths)) + more;
    }

    private static String reached(ToolContract contract) {
        return switch (contract.reached()) {
            case ALL -> "all requests reached";
            case FIRST -> "first only";
            case NONE -> "none: no request was seen";
        };
    }

    /** The differences, the gravest first, each with both sides. */
    static List<String> differences(List<Difference> differences) {
        if (differences.isEmpty()) {
            return List.of(
                    "no difference: the same calls led to the same effects, answers and files");
        }
        List<String> lines = new ArrayList<>();
        differences.stream()
                .sorted(Comparator.comparing(Difference::kind).reversed())
                .forEach(each -> {
                    lines.add(
                            "≠ "
                                    + each.kind().words()
                                    + " · "
                                    + (each.tool().isEmpty() ? "" : Shown.text(each.tool()) + " · ")
                                    + Shown.line(each.sentence()));
                    lines.add("    before: " + side(each.before()));
                    lines.add("    now:    " + side(each.now()));
                });
        return lines;
    }

    private static String side(String text) {
        return text.isEmpty() ? "nothing" : Shown.line(text);
    }

    static Json.Obj json(Review review, List<Difference> differences) {
        Json.Builder tools = Json.object();
        review.tools()
                .forEach((tool, learned) ->
                        tools.put(
                                tool,
                                json(learned)
                                        .put(
                                                "unused",
                                                Json.strings(
                                                        List.copyOf(
                                                                review.unused()
                                                                        .getOrDefault(
                                                                                tool, Set.of()))))
                                        .putIfPresent("said", review.failures().get(tool))
                                        .build()));
        return Json.object()
                .put("server", review.entry().server().value())
                .put("version", review.entry().ref().version())
                .put("tools", tools.build())
                .put("startup", StartText.json(review.start()))
                .put(
                        "differences",
                        new Json.Arr(
                                differences.stream()
                                        .<Json>map(each ->
                                                Json.object()
                                                        .put("id", each.id())
                                                        .put("class", each.kind().words())
                                                        .put("tool", each.tool())
                                                        .put("says", each.sentence())
                                                        .put("before", each.before())
                                                        .put("now", each.now())
                                                        .build())
                                        .toList()))
                .put("refused", Json.strings(review.refused().stream().distinct().toList()))
                .put(
                        "withoutCall",
                        Json.strings(
                                review.withoutCall().stream()
                                        .map(seen ->
                                                seen.effect().operation()
                                                        + " to "
                                                        + seen.effect().destination())
                                        .toList()))
                .build();
    }

    private static String choices(EffectContract effect) {
        long once = effect.choiceBits(false);
        long each = effect.choiceBits(true);
        return (once == 0 ? "" : " and " + once + " by which constants stand there")
                + (each == 0 ? "" : " and " + each + " so in each element of a list");
    }

    private static Json.Builder json(Learned learned) {
        List<Json> effects = new ArrayList<>();
        for (EffectContract effect : learned.contract().effects()) {
            effects.add(json(effect));
        }
        List<Json> questions = new ArrayList<>();
        for (Question question : learned.questions()) {
            questions.add(json(question));
        }
        return Json.object()
                .put("reached", learned.contract().reached().word())
                .put("requests", Json.strings(ReviewRequests.of(learned)))
                .put("effects", new Json.Arr(effects))
                .put("questions", new Json.Arr(questions));
    }

    static Json json(EffectContract effect) {
        Json.Builder values = Json.object();
        for (Clause clause : effect.clauses()) {
            values.put(
                    clause.path().text(),
                    Json.strings(
                            Stream.concat(
                                            clause.sources().stream().map(ContractText::sentence),
                                            MannerText.lines(clause.manner()).stream())
                                    .toList()));
        }
        return Json.object()
                .put("operation", effect.operation())
                .put("destination", effect.destination().toString())
                .put("times", effect.times().toString())
                .put("least", effect.least())
                .put("hiddenBits", new Json.Num(Long.toString(effect.hiddenBits())))
                .put("choiceBits", new Json.Num(Long.toString(effect.choiceBits(false))))
                .put("choiceBitsPerElement", new Json.Num(Long.toString(effect.choiceBits(true))))
                .put("values", values.build())
                .build();
    }

    static Json json(Question question) {
        return Json.object()
                .put("id", question.id())
                .put("asks", question.sentence())
                .put("value", question.value())
                .build();
    }
}
