package dev.stoplock.core.atlas.story;

import dev.stoplock.core.atlas.ControlId;
import dev.stoplock.core.atlas.RiskId;
import dev.stoplock.core.atlas.Wording;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The words of one incident's page, in the page's order. A case that exists is whole in itself: its
 * days are in order, its lessons point at something it has, and its facts at sources it names. That
 * the atlas knows its ids, {@link CaseReader} has seen to.
 *
 * @param kind what kind of case it is, in a few words
 * @param system the system it happened to, in a sentence
 * @param parts every component of the atlas, and what it did here
 * @param first the two things that each would have kept the harm away
 * @param others the other controls: preventive, then detective, then corrective
 * @param doubts what is told differently, told wrongly or not known
 */
public record Case(
        CaseId id,
        String title,
        String summary,
        String kind,
        List<Moment> moments,
        String system,
        Cause cause,
        List<RiskId> risks,
        List<Part> parts,
        List<Step> steps,
        List<Defence> first,
        List<Defence> others,
        List<Lesson> lessons,
        List<Source> sources,
        List<Doubt> doubts,
        Footing footing,
        Glossary glossary) {

    private static final int STEPS = 6;
    private static final int FIRST = 2;
    private static final int LESSONS = 5;

    /** Throws IllegalArgumentException with the first thing that does not fit. */
    public Case {
        Wording.name(title);
        Wording.sentence(summary);
        Wording.name(kind);
        Wording.sentence(system);
        moments = List.copyOf(moments);
        risks = Wording.distinct(risks, "a risk");
        parts = List.copyOf(parts);
        steps = List.copyOf(steps);
        first = List.copyOf(first);
        others = List.copyOf(others);
        lessons = List.copyOf(lessons);
        sources = List.copyOf(sources);
        doubts = List.copyOf(doubts);

        require(!moments.isEmpty() && !risks.isEmpty(), "a case has dates and risks");
        require(
                moments.stream().map(Moment::day).sorted().toList().equals(days(moments)),
                "the dates do not follow one another");
        Wording.distinct(parts.stream().map(Part::component).toList(), "a component");
        require(steps.size() == STEPS, "a case has " + STEPS + " steps");
        for (int i = 0; i < steps.size(); i++) {
            require(steps.get(i).number() == i + 1, "step " + (i + 1) + " is missing");
        }
        require(first.size() == FIRST, "a case names " + FIRST + " controls first");
        List<ControlId> controls =
                Wording.distinct(
                        Stream.concat(first.stream(), others.stream())
                                .map(Defence::control)
                                .toList(),
                        "a control");
        require(lessons.size() >= LESSONS, "a case has at least " + LESSONS + " lessons");
        for (Lesson lesson : lessons) {
            for (Shown shown : lesson.shown()) {
                require(
                        isHere(shown, controls),
                        "the lesson \"" + lesson.title() + "\" is shown at nothing of this case");
            }
        }
        Set<SourceId> known =
                new HashSet<>(
                        Wording.distinct(sources.stream().map(Source::id).toList(), "a source"));
        for (Moment moment : moments) {
            require(
                    known.containsAll(moment.sources()),
                    "not among the sources: one that " + moment.day().value() + " names");
        }
    }

    /**
     * All that is said to everybody, in the page's order: not the expert's words, no names of
     * sources.
     */
    public List<String> texts() {
        List<String> texts = new ArrayList<>(List.of(title, summary, kind));
        moments.forEach(moment -> texts.add(moment.what()));
        texts.add(system);
        texts.addAll(cause.plain());
        parts.forEach(part -> texts.add(part.did()));
        for (Step step : steps) {
            texts.addAll(List.of(step.phase(), step.headline(), step.paragraph()));
            texts.addAll(List.of(step.without(), step.with()));
        }
        for (Defence defence : defences()) {
            if (defence.here() != null) {
                texts.add(defence.here());
            }
        }
        lessons.forEach(lesson -> texts.addAll(List.of(lesson.title(), lesson.text())));
        sources.forEach(source -> texts.add(source.supports()));
        doubts.forEach(doubt -> texts.addAll(List.of(doubt.about(), doubt.text())));
        texts.addAll(footing.real());
        texts.addAll(footing.ours());
        return List.copyOf(texts);
    }

    /** The two first controls and the others. */
    public List<Defence> defences() {
        return Stream.concat(first.stream(), others.stream()).toList();
    }

    /** The step with this number, from 1. Throws IllegalArgumentException where there is none. */
    public Step step(int number) {
        require(number >= 1 && number <= steps.size(), "there is no step " + number);
        return steps.get(number - 1);
    }

    /** The source with this id. Throws IllegalArgumentException where there is none. */
    public Source source(SourceId id) {
        return sources.stream()
                .filter(source -> source.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("the case has no source \"" + id + "\""));
    }

    private static List<Day> days(List<Moment> moments) {
        return moments.stream().map(Moment::day).toList();
    }

    private static boolean isHere(Shown shown, List<ControlId> controls) {
        return switch (shown) {
            case Shown.InStep(int number) -> number >= 1 && number <= STEPS;
            case Shown.AtControl(ControlId control) -> controls.contains(control);
            case Shown.InCell(ControlId control, String variant) -> controls.contains(control);
        };
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
