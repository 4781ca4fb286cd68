package dev.stoplock.core.contract;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.DeclaredRule;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.contract.AtomPath;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.core.model.contract.Times;
import dev.stoplock.core.model.contract.ToolContract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The contract that a person accepted, held above the default one: where a tool was learned, each
 * value of its effects must come from where the contract says, content and meta too, and each
 * effect at most as often as it says. Hosts, granted requests, credentials and links stay with the
 * default contract, and so does each tool of which nothing was learned.
 */
public final class LearnedContract implements Contract {

    private static final RuleId OTHER_EFFECT = new RuleId("contract.effect");
    private static final RuleId TOO_OFTEN = new RuleId("contract.times");
    private static final RuleId LEFT_OUT = new RuleId("contract.left-out");

    /** One of its values is not explained, and which is not asked. */
    private static final Explained NOT_WHOLE =
            new Explained(List.of(), List.of()).refused(OTHER_EFFECT, "not explained whole");

    private final DefaultContract standard;
    private final Map<String, String> settings;
    private final Map<String, DeclaredRule> rules;
    private final Map<String, Tool> tools = new HashMap<>();

    private record Tool(ToolContract contract, List<EffectChecks> effects) {

        /** Every request of the tool was seen, so that what is not known is new. */
        boolean isWhole() {
            return contract.reached() == ToolContract.Reached.ALL;
        }
    }

    /**
     * {@code settings}: the values of the settings that the server was given; {@code rules}: what
     * the home declares.
     */
    public LearnedContract(
            DefaultContract standard,
            Map<String, String> settings,
            Map<String, DeclaredRule> rules,
            Contracts contracts) {
        this.rules = Map.copyOf(rules);
        this.standard = standard;
        this.settings = Map.copyOf(settings);
        contracts
                .tools()
                .forEach((name, contract) ->
                        tools.put(
                                name,
                                new Tool(
                                        contract,
                                        contract.effects().stream()
                                                .map(EffectChecks::new)
                                                .toList())));
    }

    @Override
    public Explained explain(Effect effect, @Nullable Lease lease, String key) {
        return hold(effect).by(lease, key);
    }

    @Override
    public Held hold(Effect effect) {
        Map<EffectChecks, @Nullable List<EffectChecks.Placed>> placed = new HashMap<>();
        Held byDefault = standard.hold(effect);
        return new Held() {
            @Override
            public Explained by(@Nullable Lease lease, String key) {
                Tool tool = lease == null ? null : tools.get(lease.call().tool());
                if (lease == null || tool == null || !Learnable.is(effect)) {
                    return byDefault.by(lease, key);
                }
                Explained best = nearest(new Question(effect, lease, key, tool, false), placed);
                return best == null ? other(effect, lease, key, tool) : best;
            }

            @Override
            public @Nullable Explained whole(Lease lease, String key) {
                Tool tool = tools.get(lease.call().tool());
                if (tool == null || !Learnable.is(effect)) {
                    return byDefault.whole(lease, key);
                }
                Explained best = nearest(new Question(effect, lease, key, tool, true), placed);
                if (best == null) {
                    return tool.isWhole() ? null : byDefault.whole(lease, key);
                }
                return best.weight() == 0 ? best : null;
            }
        };
    }

    /** {@code wholeOnly}: what is not explained whole need not be explained at all. */
    private record Question(Effect effect, Lease lease, String key, Tool tool, boolean wholeOnly) {
        Question of(Effect other) {
            return new Question(other, lease, key, tool, wholeOnly);
        }
    }

    private @Nullable Explained nearest(
            Question asked, Map<EffectChecks, @Nullable List<EffectChecks.Placed>> placed) {
        Effect effect = asked.effect();
        Explained best =
                best(asked, checks -> placed.computeIfAbsent(checks, each -> each.place(effect)));
        if ((best == null || best.weight() > 0) && effect instanceof Effect.HttpExchange exchange) {
            // an argument with slashes in it is one value of the contract and several segments
            PathRuns runs = PathRuns.of(effect, Asked.leaves(asked.lease()));
            if (!runs.isEmpty()) {
                Effect folded = runs.folded(exchange);
                best = lighter(best, best(asked.of(folded), checks -> checks.place(folded)));
            }
        }
        return best;
    }

    private static @Nullable Explained lighter(@Nullable Explained one, @Nullable Explained other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.weight() < one.weight() ? other : one;
    }

    /** What the effects of a tool's contract explain best; null where none is of this kind. */
    private @Nullable Explained best(
            Question asked, Function<EffectChecks, @Nullable List<EffectChecks.Placed>> placed) {
        Explained best = null;
        int number = 0;
        for (EffectChecks checks : asked.tool().effects()) {
            number++;
            List<EffectChecks.Placed> values = placed.apply(checks);
            if (values == null) {
                continue;
            }
            for (int element : Elements.of(checks, values, asked.lease())) {
                best = lighter(best, new Matching(asked, checks, number, element).explain(values));
                if (best != null && best.weight() == 0) {
                    return best;
                }
            }
        }
        return best;
    }

    /** What one effect of a contract spends, by its number from 1. */
    static String token(int number) {
        return "effect " + number + " of the contract";
    }

    private Explained other(Effect effect, Lease lease, String key, Tool tool) {
        Explained byDefault = standard.explain(effect, lease, key);
        return !tool.isWhole()
                ? byDefault
                : byDefault.refused(
                        OTHER_EFFECT,
                        "server tried "
                                + Shown.text(effect.operation())
                                + " to "
                                + effect.destination()
                                + ", which "
                                + Shown.text(lease.call().tool())
                                + " was never seen to do");
    }

    /** One effect of a contract, held against one effect and one lease. */
    private final class Matching {

        private final Effect effect;
        private final Lease lease;
        private final String key;
        private final EffectChecks checks;
        private final CallValues call;
        private final List<String> spent;
        private final String token;
        private final boolean isWhole;
        private final boolean wholeOnly;
        private final List<String> spending = new ArrayList<>();
        private final Set<String> used = new HashSet<>();
        private List<String> spentByDefault = List.of();
        private boolean isMixed;
        private @Nullable Asked asked;
        private @Nullable WholeTexts texts;
        private @Nullable Map<Atom, Explanation> byDefault;

        Matching(Question asked, EffectChecks checks, int number, int element) {
            this.wholeOnly = asked.wholeOnly();
            this.isWhole = asked.tool().isWhole();
            this.effect = asked.effect();
            this.lease = asked.lease();
            this.key = asked.key();
            this.checks = checks;
            this.call = CallValues.of(lease, settings, rules, effect.destination().host(), element);
            this.spent = DefaultContract.spentTokens(lease, key);
            this.token = token(number);
        }

        Explained explain(List<EffectChecks.Placed> values) {
            List<Explained.Item> items = new ArrayList<>(values.size());
            for (EffectChecks.Placed value : values) {
                Explained.Item item = new Explained.Item(value.atom(), explain(value));
                if (wholeOnly && item.isUnexplained()) {
                    return NOT_WHOLE;
                }
                items.add(item);
            }
            List<String> tokens = new ArrayList<>(List.of(token));
            String own = Elements.token(token, call.element());
            if (call.element() >= 0) {
                tokens.add(own);
            }
            tokens.addAll(spending);
            if (isMixed) {
                // whoever the default contract explained is asked for no more either
                tokens.addAll(spentByDefault);
            }
            Explained read = new Explained(items, tokens);
            // what the default contract explained in part was not learned whole
            Explained explained = isMixed ? read : read.learned();
            AtomPath missing = read.weight() == 0 ? checks.missing(effect, call) : null;
            if (missing != null) {
                explained = explained.refused(LEFT_OUT, NotLearned.missing(missing, tool()));
            }
            long most = most();
            long before = spent.stream().filter(token::equals).count();
            boolean again = read.weight() == 0 && spent.contains(own);
            return before < most && !again
                    ? explained
                    : explained.refused(
                            TOO_OFTEN,
                            "server tried "
                                    + Shown.text(effect.operation())
                                    + " once more than the "
                                    + most
                                    + " of "
                                    + lease.call().once());
        }

        /** How often this call may cause the effect. */
        private long most() {
            Times times = checks.contract().times();
            if (!times.isPerElement()) {
                return times.most();
            }
            Json elements = CallPointer.of(times.per()).in(call.arguments(), List.of(), List.of());
            return elements instanceof Json.Arr(List<Json> items)
                    ? (long) times.most() * items.size()
                    : times.most();
        }

        private Explanation explain(EffectChecks.Placed value) {
            Atom atom = value.atom();
            if (Learnable.isOfTheDefault(atom)) {
                return byDefault(atom);
            }
            // Threat: the placeholder of a secret in a text that a contract lets through
            Explanation placed = standard.placed(atom, effect);
            if (placed != null) {
                return placed;
            }
            EffectChecks.Checked clause = value.clause();
            if (clause != null && atom.role().isAddress() && !atom.value().isEmpty()) {
                return address(atom, clause, value.stars());
            }
            boolean again = false;
            if (clause != null) {
                int number = 0;
                for (SourceCheck check : clause.checks()) {
                    number++;
                    Explanation why = check.explain(atom, value.stars(), value.below(), call);
                    if (why != null && isFirst(atom, number)) {
                        return why;
                    }
                    again |= why != null;
                }
            }
            Explanation empty = atom.value().isEmpty() ? checks.empty(atom, call) : null;
            if (empty != null) {
                return empty;
            }
            if (again) {
                return new Explanation.Unexplained(
                        "server set " + Shown.text(atom.path()) + " once more than it was seen to");
            }
            // nobody gets it
            if (atom.value().isEmpty() && atom.role().isAddress() && isFirst(atom, 0)) {
                return new Explanation.Empty();
            }
            if (clause == null && !isWhole) {
                isMixed = true;
                return byDefault(atom);
            }
            return inText(
                    atom, new Explanation.Unexplained(NotLearned.sentence(atom, clause, lease)));
        }

        /**
         * Whether a source (0: none, of an empty value) explains its first value at a place.
         * Threat: how often a header or a parameter stands there can say something too.
         */
        private boolean isFirst(Atom atom, int source) {
            boolean once = atom.path().startsWith("header/") || atom.path().startsWith("query/");
            return !once || SourceCheck.isName(atom) || used.add(atom.path() + " " + source);
        }

        private String tool() {
            return lease.call().tool();
        }

        private Asked asked() {
            Asked read = asked;
            if (read == null) {
                read = Asked.of(lease);
                String array = checks.contract().times().per();
                read = call.element() < 0 ? read : read.only(array, call.element());
                asked = read;
            }
            return read;
        }

        /**
         * Addresses are compared as addresses, and each asked recipient is spent, as by the default
         * contract; but only the arguments and settings that the clause names count.
         */
        private Explanation address(Atom atom, EffectChecks.Checked clause, List<Integer> stars) {
            Explanation why = standard.address(atom, asked(), spent, spending);
            if (clause.isFrom(why, stars, call.element())) {
                return why;
            }
            Explanation accepted = clause.accepted(atom, call);
            if (accepted != null) {
                return accepted;
            }
            return why instanceof Explanation.Unexplained
                    ? why
                    : new Explanation.Unexplained(NotLearned.sentence(atom, clause, lease));
        }

        private Explanation byDefault(Atom atom) {
            Map<Atom, Explanation> known = byDefault;
            if (known == null) {
                known = new HashMap<>();
                Explained whole =
                        isWhole
                                ? standard.fixed(effect, lease)
                                : standard.explain(effect, lease, key);
                for (Explained.Item item : whole.items()) {
                    known.put(item.atom(), item.explanation());
                }
                spentByDefault = whole.tokens();
                byDefault = known;
            }
            Explanation why = known.get(atom);
            return why == null
                    ? new Explanation.Unexplained(NotLearned.sentence(atom, null, lease))
                    : why;
        }

        private Explanation inText(Atom atom, Explanation otherwise) {
            if (atom.kind() != AtomClass.DESTINATION) {
                return otherwise;
            }
            if (texts == null) {
                texts = WholeTexts.of(effect, asked());
            }
            return texts.explain(atom, otherwise);
        }
    }
}
