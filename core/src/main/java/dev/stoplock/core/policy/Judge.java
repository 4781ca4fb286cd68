package dev.stoplock.core.policy;

import dev.stoplock.core.contract.CallContents;
import dev.stoplock.core.contract.Contract;
import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.contract.Explained;
import dev.stoplock.core.contract.OpenValues;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.AtomClass;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.MailRule;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.Tiers;
import dev.stoplock.core.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The judge of one server's exchanges.
 *
 * <p>Guarantees: pure; the same reading, leases and policy give the same judgement. An exchange is
 * explained whole by one lease or not at all, and one denied effect refuses the exchange whole.
 */
public final class Judge implements Policy {

    /** Where nothing could be spent yet: the placeholder id while a batch is being explained. */
    private static final EffectId UNSENT = new EffectId("unsent");

    private final ServerPolicy policy;
    private final Contract contract;

    public Judge(ServerPolicy policy, Contract contract) {
        this.policy = policy;
        this.contract = contract;
    }

    @Override
    public Judgement judge(Reading reading, List<Lease> leases) {
        return switch (reading) {
            case Reading.Unreadable(RuleId rule, String sentence) ->
                    decide(
                            likeliest(leases),
                            List.of(),
                            List.of(new Violation(rule, sentence, List.of())));
            case Reading.Effects(List<Effect> effects) -> judge(effects, leases);
        };
    }

    /** Leases come with the likeliest cause first: what nobody can read is laid to it. */
    private static @Nullable CallId likeliest(List<Lease> leases) {
        return leases.isEmpty() ? null : leases.getFirst().call().id();
    }

    private Judgement judge(List<Effect> effects, List<Lease> leases) {
        List<String> recipients = Recipients.of(effects);
        if (!Recipients.fitARecord(recipients)) {
            return decide(
                    likeliest(leases),
                    List.of(),
                    List.of(
                            Violation.of(
                                    "effect.too-many-recipients",
                                    "a request has "
                                            + recipients.size()
                                            + " recipients, more than a record can name; send it in parts",
                                    List.of())));
        }
        List<String> keys = effects.stream().map(DefaultContract::key).toList();
        List<Contract.Held> held = effects.stream().map(contract::hold).toList();
        boolean many = leases.size() > 1;
        Attempt best =
                many
                        ? nearest(
                                effects,
                                keys,
                                leases,
                                (i, now) -> held.get(i).whole(now, keys.get(i)))
                        : null;
        if (best == null || best.weight() > 0) {
            best = nearest(effects, keys, leases, (i, now) -> held.get(i).by(now, keys.get(i)));
        }
        if (best == null || best.lease().isOfStart() && best.weight() > 0) {
            return withoutLease(effects, best == null ? List.of() : best.violations());
        }
        List<Judgement.Judged> judged =
                best.weight() == 0 ? withContents(best.judged(), best.lease()) : best.judged();
        return decide(best.lease().call().id(), judged, best.violations());
    }

    /**
     * Of what {@code explaining} explains, the call that leaves least unexplained; of those that
     * explain every destination, the one whose contents these are. Null where it explains nothing:
     * where only a whole explanation is asked for, each of many calls that did not ask for the
     * effect is left at its first value.
     */
    private @Nullable Attempt nearest(
            List<Effect> effects, List<String> keys, List<Lease> leases, Explaining explaining) {
        Attempt best = null;
        OpenValues values = null;
        for (Lease lease : leases) {
            Attempt attempt = byLease(effects, keys, lease, explaining);
            if (attempt == null) {
                continue;
            }
            if (attempt.weight() == 0 && leases.size() > 1) {
                values =
                        values == null
                                ? new OpenValues(
                                        attempt.judged().stream()
                                                .map(Judgement.Judged::explained)
                                                .toList())
                                : values;
                attempt = attempt.missing(values.missingIn(lease));
            }
            // Leases come with the likeliest cause first: it is kept where another comes as near.
            if (best == null || attempt.isNearerThan(best)) {
                best = attempt;
            }
            if (best.isWhole()) {
                break;
            }
        }
        return best;
    }

    /** The explanation of the nth effect by a lease, or null where nobody wants to know it. */
    private interface Explaining {
        @Nullable Explained of(int effect, Lease lease);
    }

    /**
     * What one lease makes of an exchange; {@code weight} counts what it leaves unexplained,
     * whatever the modes say to it.
     */
    private record Attempt(
            Lease lease,
            List<Judgement.Judged> judged,
            List<Violation> violations,
            int weight,
            int missing) {

        /** {@code values}: how many values of content are no whole value of the call. */
        Attempt missing(int values) {
            return new Attempt(lease, judged, violations, weight, values);
        }

        boolean isNearerThan(Attempt other) {
            return weight < other.weight
                    || weight == 0 && other.weight == 0 && missing < other.missing;
        }

        boolean isWhole() {
            return weight == 0 && missing == 0;
        }
    }

    private static int weight(List<Violation> violations) {
        return violations.stream()
                .mapToInt(violation -> Math.max(1, violation.atoms().size()))
                .sum();
    }

    private @Nullable Attempt byLease(
            List<Effect> effects, List<String> keys, Lease lease, Explaining explaining) {
        List<Judgement.Judged> judged = new ArrayList<>();
        List<Violation> violations = new ArrayList<>();
        Lease current = lease;
        for (int i = 0; i < effects.size(); i++) {
            Effect effect = effects.get(i);
            String key = keys.get(i);
            Explained explained = explaining.of(i, current);
            if (explained == null) {
                return null;
            }
            if (!lease.tiers().equals(Tiers.REPORT)) {
                explained = CallContents.judged(explained, lease, policy.grant().env());
            }
            judged.add(new Judgement.Judged(effect, key, explained));
            boolean unknownFate =
                    current.spent().stream()
                            .anyMatch(spend ->
                                    spend.state() == Spend.State.UNKNOWN
                                            && spend.key().equals(key));
            violations.addAll(violations(effect, explained, unknownFate));
            current =
                    current.withSpend(new Spend(UNSENT, key, explained.tokens(), Spend.State.SENT));
        }
        return new Attempt(lease, judged, violations, weight(violations), 0);
    }

    /** Tiers in report: what the call does not hold is counted and told, and nothing else. */
    private List<Judgement.Judged> withContents(List<Judgement.Judged> judged, Lease lease) {
        return lease.tiers().equals(Tiers.REPORT)
                ? judged.stream().map(each -> withContents(each, lease)).toList()
                : judged;
    }

    private Judgement.Judged withContents(Judgement.Judged judged, Lease lease) {
        return new Judgement.Judged(
                judged.effect(),
                judged.key(),
                CallContents.judged(judged.explained(), lease, policy.grant().env()));
    }

    /** {@code atStart}: what the contract of the start, where one holds now, does not explain. */
    private Judgement withoutLease(List<Effect> effects, List<Violation> atStart) {
        List<Judgement.Judged> judged = new ArrayList<>();
        List<Violation> violations = new ArrayList<>();
        for (Effect effect : effects) {
            String key = DefaultContract.key(effect);
            Explained explained = contract.explain(effect, null, key);
            List<Violation> found = violations(effect, explained, false);
            found.stream()
                    .filter(violation -> Rules.group(violation.rule()) == RuleGroup.HOST)
                    .forEach(violations::add);
            if (!(effect instanceof Effect.Session)) {
                violations.add(Violation.withoutCall(effect, atStart));
            }
            found.stream()
                    .filter(violation -> Rules.group(violation.rule()) != RuleGroup.HOST)
                    .forEach(violations::add);
            judged.add(new Judgement.Judged(effect, key, explained));
        }
        return decide(null, judged, violations);
    }

    private List<Violation> violations(Effect effect, Explained explained, boolean unknownFate) {
        List<Violation> found = new ArrayList<>();
        if (effect instanceof Effect.Unknown && !explained.isLearned()) {
            found.add(
                    Violation.of(
                            "contract.no-adapter",
                            "no adapter reads "
                                    + Shown.text(effect.operation())
                                    + " to "
                                    + effect.destination(),
                            List.of()));
        }
        if (explained.refused() instanceof Explained.Refused(RuleId rule, String said)) {
            found.add(new Violation(rule, said, List.of()));
        }
        for (Explained.Item item : explained.unexplained()) {
            if (item.explanation() instanceof Explanation.Misplaced(var name, String said)) {
                found.add(Violation.of("credential.foreign", said, List.of(item.atom())));
                continue;
            }
            String sentence =
                    item.explanation() instanceof Explanation.Unexplained(String said) ? said : "";
            found.add(
                    Violation.of(
                            rule(item.atom(), unknownFate, explained),
                            sentence,
                            List.of(item.atom())));
        }
        if (isOfNoAdapter(effect) && policy.mail() != null && !isLookUp(effect)) {
            // Threat: an API that nobody knows may send mail, past the allowlist
            found.add(
                    Violation.of(
                            "recipients.not-allowed",
                            "the recipients of "
                                    + Shown.text(effect.operation())
                                    + " cannot be read, and this server has an allowlist",
                            List.of()));
        }
        for (Atom atom : effect.atoms()) {
            if (atom.role().isRecipient() && !atom.value().isEmpty() && !isAllowed(atom.value())) {
                found.add(
                        Violation.of(
                                "recipients.not-allowed",
                                "recipient "
                                        + Shown.text(atom.value())
                                        + " is not on this server's allowlist",
                                List.of(atom)));
            }
        }
        return found;
    }

    private static boolean isOfNoAdapter(Effect effect) {
        return effect instanceof Effect.Unknown
                || effect instanceof Effect.HttpExchange exchange && !exchange.hasAdapter();
    }

    private static boolean isLookUp(Effect effect) {
        return effect.operation().equals("http GET") || effect.operation().equals("http HEAD");
    }

    private static String rule(Atom atom, boolean unknownFate, Explained explained) {
        if (atom.kind() == AtomClass.CREDENTIAL) {
            return "credential.foreign";
        }
        if (atom.kind() != AtomClass.DESTINATION) {
            return explained.isOfTierThree(atom) ? "contract.meta" : "contract.content";
        }
        return switch (atom.role()) {
            case HOST -> "host.not-granted";
            case TO, CC, BCC -> unknownFate ? "contract.retry-unknown" : "contract.recipient";
            case FROM -> "contract.sender";
            case REPLY_TO -> "contract.reply-to";
            case REQUEST -> "host.request";
            case USER, CREDENTIAL -> "credential.foreign";
            case LINK, SELECTOR, NONE -> "contract.destination";
        };
    }

    private boolean isAllowed(String address) {
        String lower = address.toLowerCase(Locale.ROOT);
        MailRule rule = policy.mail();
        return rule == null
                || rule.to().stream()
                        .map(entry -> entry.toLowerCase(Locale.ROOT))
                        .anyMatch(entry ->
                                entry.startsWith("*@")
                                        ? lower.endsWith(entry.substring(1))
                                        : lower.equals(entry));
    }

    private static String explained(List<Judgement.Judged> judged) {
        int bytes = judged.stream().mapToInt(each -> each.explained().unjudgedBytes()).sum();
        int foreign =
                judged.stream()
                        .map(each -> each.explained().contents())
                        .mapToInt(each -> each == null ? 0 : each.unexplainedContent().size())
                        .sum();
        return "every destination and credential is explained; "
                + bytes
                + " bytes of content and meta are not judged"
                + (foreign == 0
                        ? ""
                        : "; " + foreign + " values of content are not the call's (report)");
    }

    private Judgement decide(
            @Nullable CallId call, List<Judgement.Judged> judged, List<Violation> all) {
        List<Violation> violations =
                all.stream().filter(violation -> mode(violation) != Mode.OPEN).toList();
        if (violations.isEmpty()) {
            Mode mode = all.isEmpty() ? Mode.ENFORCE : Mode.OPEN;
            String sentence =
                    all.isEmpty()
                            ? explained(judged)
                            : "recorded only: " + all.getFirst().sentence();
            return new Judgement(
                    new Verdict.Allow(new RuleId("contract.explained"), sentence),
                    mode,
                    true,
                    call,
                    judged,
                    List.of());
        }
        Violation first =
                violations.stream()
                        .filter(violation -> mode(violation) == Mode.ENFORCE)
                        .findFirst()
                        .orElse(violations.getFirst());
        boolean leaves =
                violations.stream().noneMatch(violation -> mode(violation) == Mode.ENFORCE);
        List<Atom> atoms =
                violations.stream()
                        .flatMap(violation -> violation.atoms().stream())
                        .distinct()
                        .toList();
        return new Judgement(
                new Verdict.Deny(first.rule(), told(first), atoms),
                mode(first),
                leaves,
                call,
                judged,
                violations);
    }

    private String told(Violation violation) {
        return policy.modes().told(Rules.group(violation.rule()), violation.sentence());
    }

    private Mode mode(Violation violation) {
        RuleGroup group = Rules.group(violation.rule());
        return group == RuleGroup.ALWAYS ? Mode.ENFORCE : policy.modes().of(group);
    }
}
