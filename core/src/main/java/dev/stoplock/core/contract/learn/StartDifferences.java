package dev.stoplock.core.contract.learn;

import dev.stoplock.core.contract.ContractText;
import dev.stoplock.core.effect.GenericHttp;
import dev.stoplock.core.model.contract.Clause;
import dev.stoplock.core.model.contract.EffectContract;
import dev.stoplock.core.model.contract.Source;
import dev.stoplock.core.model.contract.StartContract;
import dev.stoplock.core.model.contract.ToolContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a server does at its start otherwise than before, by the table of {@link Difference}. */
final class StartDifferences {

    /** Who accepted it, where that does not matter. */
    static final String SOMEBODY = "somebody";

    private static final String WHERE = "at its start ";

    private StartDifferences() {}

    /** {@code all}: also what stands in no effect of {@code before}. */
    static List<Difference> of(LearnedStart now, StartContract before, boolean all) {
        List<EffectContract> whole = now.whole();
        Map<String, String> known = now.known(before);
        List<Difference> found = new ArrayList<>();
        for (Question question : now.questions()) {
            boolean there = same(whole.get(question.effect()), before.effects()) != null;
            if (!known.containsKey(question.id()) && (all || there)) {
                found.add(
                        new Difference(
                                question.kind() == Question.Kind.CONSTANT_DESTINATION
                                        ? Difference.Kind.NEW_DESTINATION
                                        : Difference.Kind.NEW_EFFECT,
                                "",
                                question.id(),
                                question.sentence(),
                                "",
                                question.value()));
            }
        }
        List<EffectContract> answered = now.learned().accepted(known, SOMEBODY, "").effects();
        for (EffectContract old : before.effects()) {
            EffectContract same = null;
            for (int i = 0; i < whole.size(); i++) {
                same = identity(whole.get(i)).equals(identity(old)) ? answered.get(i) : same;
            }
            EffectContract stamped = same == null ? null : stamped(same, old);
            Comparison.of("", alone(old), alone(stamped), Set.of()).stream()
                    .map(StartDifferences::atStart)
                    .forEach(found::add);
        }
        return found;
    }

    private static Learned alone(@Nullable EffectContract effect) {
        return Learned.of(
                new ToolContract(
                        ToolContract.Reached.ALL, effect == null ? List.of() : List.of(effect)));
    }

    private static Difference atStart(Difference each) {
        return new Difference(
                each.kind(),
                each.tool(),
                WHERE + each.place(),
                WHERE + "without a call: " + each.sentence(),
                each.before(),
                each.now());
    }

    /** The effect among these that is the same one, or null. */
    static @Nullable EffectContract same(EffectContract effect, List<EffectContract> among) {
        for (EffectContract each : among) {
            if (identity(each).equals(identity(effect))) {
                return each;
            }
        }
        return null;
    }

    /** By operation, place, and what stands in the path, whoever accepted that. */
    private static List<String> identity(EffectContract effect) {
        Set<String> path = new TreeSet<>();
        for (Clause clause : effect.clauses()) {
            if (clause.path().text().startsWith(GenericHttp.PATH)) {
                for (Source source : clause.sources()) {
                    path.add(clause.path() + " " + ContractText.sentence(unstamped(source)));
                }
            }
        }
        List<String> identity = new ArrayList<>(path);
        identity.add(effect.operation());
        identity.add(effect.destination().toString());
        return identity;
    }

    private static Source unstamped(Source source) {
        return switch (source) {
            case Source.Constant constant -> Source.Constant.plain(constant.value());
            case Source.Fresh fresh -> Source.Fresh.unmarked(fresh.shape());
            default -> source;
        };
    }

    /** The effect; what {@code held} has of it by a person's word keeps that person's name. */
    static EffectContract stamped(EffectContract effect, EffectContract held) {
        List<Clause> clauses = new ArrayList<>();
        for (Clause clause : effect.clauses()) {
            List<Source> sources = new ArrayList<>();
            for (Source source : clause.sources()) {
                sources.add(
                        held.clauses().stream()
                                .filter(each -> each.path().equals(clause.path()))
                                .flatMap(each -> each.sources().stream())
                                .filter(each -> isTheSameWord(each, source))
                                .findFirst()
                                .orElse(source));
            }
            clauses.add(new Clause(clause.path(), sources, clause.manner()));
        }
        return new EffectContract(
                effect.operation(), effect.destination(), effect.times(), clauses);
    }

    /** Threat: what nobody typed stays so, and what somebody typed now is not said of another. */
    private static boolean isTheSameWord(Source held, Source now) {
        return !held.equals(unstamped(held))
                && !now.equals(unstamped(now))
                && unstamped(held).equals(unstamped(now));
    }
}
