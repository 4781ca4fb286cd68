package dev.stoplock.gate.cli;

import dev.stoplock.core.contract.learn.LearnedStart;
import dev.stoplock.core.contract.learn.Question;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.contract.EffectContract;
import java.util.ArrayList;
import java.util.List;

/** What a server sends at its start, as a person reads it in a review, and as a program does. */
final class StartText {

    private StartText() {}

    /** Nothing where it sends nothing. */
    static List<String> lines(LearnedStart start) {
        List<String> lines = new ArrayList<>();
        if (!start.isEmpty()) {
            lines.add("at its start, without a call");
            for (EffectContract effect : start.learned().contract().effects()) {
                lines.addAll(ReviewText.lines(effect));
            }
        }
        start.leftOut()
                .forEach(each ->
                        lines.add(
                                "! at its start, and no contract can hold it: "
                                        + Shown.line(each)));
        return lines;
    }

    static Json json(LearnedStart start) {
        List<Json> questions = new ArrayList<>();
        for (Question question : start.questions()) {
            questions.add(ReviewText.json(question));
        }
        return Json.object()
                .put(
                        "effects",
                        new Json.Arr(
                                start.learned().contract().effects().stream()
                                        .map(ReviewText::json)
                                        .toList()))
                .put("leftOut", Json.strings(start.leftOut()))
                .put("questions", new Json.Arr(questions))
                .build();
    }
}
