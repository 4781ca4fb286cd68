package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.Transforms;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Manner;
import dev.stoplock.core.model.contract.Shape;
import dev.stoplock.core.model.contract.Source;
import dev.stoplock.core.model.contract.ToolContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was learned of a tool: its contract without anything that a person must accept, and the
 * questions about the rest. {@code manners}: by effect, how the values stand at their places, those
 * that are asked about too.
 */
public record Learned(
        ToolContract contract, List<Question> questions, List<Map<AtomPath, Manner>> manners) {

    public Learned {
        questions = List.copyOf(questions);
        manners = List.copyOf(manners);
    }

    /** Of one about which nothing is asked. */
    public static Learned of(ToolContract contract) {
        return new Learned(contract, List.of(), List.of());
    }

    /**
     * The contract with what was accepted. {@code typed}: by the id of a question, what a person
     * typed; only the very value that was asked for accepts. What is not accepted stays
     * unexplained.
     */
    public ToolContract accepted(Map<String, String> typed, String by, String on) {
        List<EffectContract> effects = new ArrayList<>(contract.effects());
        for (Question question : questions) {
            String answer = typed.get(question.id());
            if (question.isAccepted(answer)) {
                EffectContract effect = effects.get(question.effect());
                Source source =
                        question.isAcceptedAsRule(answer) && question.rule() instanceof String rule
                                ? new Source.Rule(rule, Transforms.IDENTITY)
                                : constant(question, by, on);
                effects.set(question.effect(), with(effect, question, source, manner(question)));
            }
        }
        return new ToolContract(contract.reached(), effects);
    }

    private static Source constant(Question question, String by, String on) {
        return switch (question.kind()) {
            case WITHOUT_CALL -> throw new IllegalArgumentException("a tool has calls");
            case CONSTANT_DESTINATION -> new Source.Constant(question.value(), by, on);
            case UNEXPLAINED_CONTENT ->
                    new Source.Unexplained(Integer.parseInt(question.value()), by, on);
            case HIDDEN_BITS -> new Source.Fresh(Shape.of(question.value()), by, on);
        };
    }

    private Manner manner(Question question) {
        return manners.get(question.effect()).getOrDefault(question.path(), Manner.FREE);
    }

    private static EffectContract with(
            EffectContract effect, Question question, Source source, Manner manner) {
        List<Clause> clauses = new ArrayList<>();
        boolean there = false;
        for (Clause clause : effect.clauses()) {
            if (clause.path().equals(question.path())) {
                List<Source> sources = new ArrayList<>(clause.sources());
                sources.add(source);
                clauses.add(new Clause(clause.path(), sources, clause.manner()));
                there = true;
            } else {
                clauses.add(clause);
            }
        }
        if (!there) {
            clauses.add(new Clause(question.path(), List.of(source), manner));
        }
        return new EffectContract(
                effect.operation(), effect.destination(), effect.times(), effect.least(), clauses);
    }
}
