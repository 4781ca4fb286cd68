package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.ContractText;
import dev.stoplock.core.contract.Learnable;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Manner;
import dev.stoplock.core.model.contract.Source;
import dev.stoplock.core.model.contract.StartContract;
import dev.stoplock.core.model.contract.ToolContract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was learned of a server's start: the effects that a contract of it can hold, what a person
 * is asked about them, and in words what no contract of a start holds.
 *
 * <p>Guarantees: an effect that nobody typed is in no contract. Nothing that leaves without a call
 * is taken for granted, whatever stands in it.
 */
public record LearnedStart(Learned learned, List<Question> questions, List<String> leftOut) {

    /** The server in sentences, and what the names of the questions begin with. */
    private static final String SERVER = "the server at its start";

    /** Threat: no tool's question begins so, since their parts hold no bare #. */
    private static final String ID = "startup#";

    public LearnedStart {
        questions = List.copyOf(questions);
        leftOut = List.copyOf(leftOut);
    }

    /** {@code starts}: each with what was sent before the first call, and no arguments. */
    public static LearnedStart of(List<Sample> starts) {
        Set<String> leftOut = new LinkedHashSet<>();
        for (Sample start : starts) {
            for (Sample.Seen seen : start.seen()) {
                if (!Learnable.is(seen.effect()) && !(seen.effect() instanceof Effect.Session)) {
                    leftOut.add(
                            Shown.text(seen.effect().operation())
                                    + " to "
                                    + seen.effect().destination()
                                    + ": it is neither a request nor a mail");
                }
            }
        }
        Learned all = Learner.learn(SERVER, starts, true);
        List<EffectContract> effects = new ArrayList<>();
        List<Question> values = new ArrayList<>();
        List<Map<AtomPath, Manner>> manners = new ArrayList<>();
        for (int i = 0; i < all.contract().effects().size(); i++) {
            EffectContract effect = all.contract().effects().get(i);
            List<Question> its = questions(all, i, effects.size());
            String why = foreign(effect, its);
            if (why.isEmpty()) {
                effects.add(
                        new EffectContract(
                                effect.operation(),
                                effect.destination(),
                                effect.times(),
                                effect.clauses()));
                values.addAll(its);
                manners.add(all.manners().get(i));
            } else {
                leftOut.add(Shown.text(Comparison.said(effect)) + ": " + why);
            }
        }
        Learned kept =
                new Learned(new ToolContract(ToolContract.Reached.ALL, effects), values, manners);
        List<Question> questions = new ArrayList<>(presence(whole(kept)));
        questions.addAll(values);
        return new LearnedStart(kept, questions, List.copyOf(leftOut));
    }

    /** What is asked about the nth effect, which is to be the one with {@code number}. */
    private static List<Question> questions(Learned all, int nth, int number) {
        List<Question> questions = new ArrayList<>();
        for (Question each : all.questions()) {
            if (each.effect() == nth) {
                questions.add(
                        new Question(
                                ID + each.id().substring(SERVER.length()),
                                each.kind(),
                                "",
                                number,
                                each.path(),
                                each.value(),
                                each.sentence()));
            }
        }
        return questions;
    }

    /** What keeps an effect from a start's contract; empty where nothing does. */
    private static String foreign(EffectContract effect, List<Question> asked) {
        for (Clause clause : effect.clauses()) {
            for (Source source : clause.sources()) {
                if (!StartContract.mayExplain(source)) {
                    return Shown.text(clause.path().text())
                            + " is "
                            + Shown.line(ContractText.sentence(source))
                            + ", and no constant, setting or fresh value";
                }
            }
        }
        for (Question each : asked) {
            if (each.kind() == Question.Kind.UNEXPLAINED_CONTENT) {
                return "what stands in "
                        + Shown.text(each.path().text())
                        + " follows no setting and has no shape";
            }
        }
        return "";
    }

    /** The effects as they would be if all that is asked about their values were accepted. */
    private static List<EffectContract> whole(Learned learned) {
        Map<String, String> all = new HashMap<>();
        learned.questions().forEach(question -> all.put(question.id(), question.value()));
        return learned.accepted(all, StartDifferences.SOMEBODY, "").effects();
    }

    List<EffectContract> whole() {
        return whole(learned);
    }

    /** Each effect is a question of its own: whether it may leave without a call at all. */
    private static List<Question> presence(List<EffectContract> effects) {
        List<Question> questions = new ArrayList<>();
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < effects.size(); i++) {
            EffectContract effect = effects.get(i);
            String said = Comparison.said(effect);
            String plain = said.replace("%", "%25").replace("|", "%7C").replace("#", "%23");
            int same = names.merge(said, 1, Integer::sum);
            int most = effect.times().most();
            questions.add(
                    new Question(
                            ID + " | " + plain + (same == 1 ? "" : " # " + same),
                            Question.Kind.WITHOUT_CALL,
                            "",
                            i,
                            new AtomPath("startup"),
                            effect.destination().toString(),
                            "at its start, without a call, the server sends "
                                    + Shown.text(said)
                                    + (most == 1 ? "" : ", up to " + most + " times")));
        }
        return questions;
    }

    /** Nothing is sent at the start that a contract could hold. */
    public boolean isEmpty() {
        return learned.contract().effects().isEmpty();
    }

    /**
     * The answers that a contract which holds gives already: a person typed them once, and what
     * they are about is the same.
     */
    public Map<String, String> known(StartContract held) {
        List<EffectContract> whole = whole();
        Map<String, String> answers = new LinkedHashMap<>();
        for (Question question : questions) {
            EffectContract same =
                    StartDifferences.same(whole.get(question.effect()), held.effects());
            if (same != null && answers(same, question)) {
                answers.put(question.id(), question.value());
            }
        }
        return answers;
    }

    private static boolean answers(EffectContract held, Question question) {
        return question.kind() == Question.Kind.WITHOUT_CALL
                || held.clauses().stream()
                        .filter(clause -> clause.path().equals(question.path()))
                        .flatMap(clause -> clause.sources().stream())
                        .anyMatch(source -> answers(source, question));
    }

    private static boolean answers(Source source, Question question) {
        boolean constant = question.kind() == Question.Kind.CONSTANT_DESTINATION;
        return switch (source) {
            case Source.Constant held ->
                    constant && held.isAccepted() && held.value().equals(question.value());
            case Source.Fresh held ->
                    !constant
                            && !held.by().isEmpty()
                            && held.shape().word().equals(question.value());
            default -> false;
        };
    }

    /**
     * The contract of what was typed, now or when {@code held} was accepted: of no other effect,
     * and no other value of one.
     */
    public StartContract accepted(
            Map<String, String> typed, StartContract held, String by, String on) {
        Map<String, String> answers = known(held);
        answers.putAll(typed);
        List<EffectContract> whole = whole();
        List<EffectContract> effects = learned.accepted(answers, by, on).effects();
        List<EffectContract> accepted = new ArrayList<>();
        for (Question question : questions) {
            if (question.kind() == Question.Kind.WITHOUT_CALL
                    && question.value().equals(answers.get(question.id()))) {
                EffectContract same =
                        StartDifferences.same(whole.get(question.effect()), held.effects());
                EffectContract effect = effects.get(question.effect());
                accepted.add(same == null ? effect : StartDifferences.stamped(effect, same));
            }
        }
        return new StartContract(accepted);
    }

    /**
     * What it does otherwise than {@code before}. What is new is named as the question about it, so
     * that one answer accepts it.
     */
    public List<Difference> since(LearnedStart before) {
        return StartDifferences.of(this, new StartContract(before.whole()), true);
    }

    /**
     * What an effect that was accepted does beyond what was accepted of it; one that was not is
     * asked about anew, and accepted by nothing else.
     */
    public List<Difference> beyond(StartContract held) {
        return StartDifferences.of(this, held, false);
    }
}
