package dev.stoplock.gate.egress;

import dev.stoplock.core.effect.EffectReader;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.Verdict;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.policy.Policy;
import dev.stoplock.core.policy.Recipients;
import dev.stoplock.core.wire.http1.ResponseHead;
import dev.stoplock.gate.port.Guarded;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Redacted;
import dev.stoplock.gate.port.Secrets;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one exchange of one instance is judged, recorded and let go, in that order.
 *
 * <p>Guarantees: nothing is forwarded before its record is durable. Whatever is thrown on the way
 * is a denial ({@code internal.error}), told to server, agent and, where it still can be, the
 * ledger.
 */
final class ExchangeDesk {

    private static final int BUSY = 429;
    private static final int SERVER_ERROR = 500;

    private final Guarded guarded;
    private final EffectReader adapters;
    private final Policy policy;
    private final Recorder recorder;
    private final Secrets secrets;
    private final MailLimit limit;
    private final Forwarder forwarder;
    private final CallNotes notes;
    private final Bodies bodies;
    private final Numbered ids;
    private final InstantSource clock;

    ExchangeDesk(
            Guarded guarded,
            EffectReader adapters,
            Policy policy,
            Recorder recorder,
            Secrets secrets,
            MailLimit limit,
            Forwarder forwarder,
            Numbered ids,
            InstantSource clock) {
        this.guarded = guarded;
        this.adapters = adapters;
        this.policy = policy;
        this.recorder = recorder;
        this.secrets = secrets;
        this.limit = limit;
        this.forwarder = forwarder;
        this.notes = new CallNotes(guarded.leases());
        this.bodies = new Bodies(guarded.instance(), secrets);
        this.ids = ids;
        this.clock = clock;
    }

    /** Judges, records and acts. */
    Reply handle(Exchange exchange) {
        EffectId effect = ids.next();
        @Nullable CallId call = null;
        Judgement judgement;
        boolean mayLeave = false;
        try {
            Judgement first = judged(effect, adapters.read(exchange), exchange);
            call = first.call();
            judgement = limit.applied(effect, first);
            Digest request = recorder.keep(bodies.request(exchange, judgement));
            Digest atoms = recorder.keep(bodies.atoms(judgement));
            // before the append: one that throws may have been recorded all the same
            mayLeave = judgement.leaves();
            recorder.append(
                    event(
                            effect,
                            judgement,
                            describe(exchange),
                            exchange.destination().toString(),
                            request,
                            atoms));
            if (!judgement.leaves()) {
                tell(judgement.call(), judgement.verdict());
                return Reply.refused(
                        judgement.verdict().rule(), judgement.verdict().sentence(), false);
            }
            for (SecretName secret : judgement.secrets()) {
                recorder.append(
                        new Event.SecretUsed(effect, secret, exchange.destination().toString()));
            }
        } catch (Throwable e) {
            if (mayLeave) {
                record(new Event.Outcome(effect, "failed", 0, "nothing of it was sent", null));
            }
            Reply refused = broken(effect, call, e);
            // last: where this throws too, the denial is on record and told
            limit.notSent(effect);
            return refused;
        }
        return forwarded(effect, exchange, judgement);
    }

    /**
     * Judges something that has no bytes to forward (a connection, a look-up, an unreadable
     * request). True if it may go on.
     */
    boolean admits(Reading reading, String operation, String destination) {
        EffectId effect = ids.next();
        try {
            Judgement judgement = judged(effect, reading, null);
            recorder.append(event(effect, judgement, operation, destination, null, null));
            if (judgement.leaves()) {
                recorder.append(
                        new Event.Outcome(
                                effect, "admitted", 0, "what follows is judged on its own", null));
                return true;
            }
            tell(judgement.call(), judgement.verdict());
        } catch (Throwable e) {
            broken(effect, null, e);
        }
        return false;
    }

    /**
     * What {@code exchange} is, which is null where there are no bytes to forward, is noted in the
     * step that spends: whoever asks from then on hears that it may have left, until its outcome is
     * known, or until the door is shut before it was there.
     */
    private Judgement judged(EffectId effect, Reading reading, @Nullable Exchange exchange) {
        return guarded.leases()
                .step(book -> {
                    Judgement judgement = policy.judge(reading, book.live(clock.instant()));
                    CallId call = judgement.call();
                    if (judgement.leaves() && call != null) {
                        for (Judgement.Judged judged : judgement.effects()) {
                            book.spend(
                                    call,
                                    new Spend(
                                            effect,
                                            judged.key(),
                                            judged.explained().tokens(),
                                            Spend.State.SENT));
                        }
                        if (exchange != null) {
                            book.leaving(call, effect, what(exchange, MailLimit.mails(judgement)));
                        }
                    }
                    return judgement;
                });
    }

    /** From here on bytes may have left: whatever is thrown, nobody is told that nothing did. */
    private Reply forwarded(EffectId effect, Exchange exchange, Judgement judgement) {
        CallId call = judgement.call();
        Sent sent = new Sent.Unknown("it was not sent to its end", "unknown");
        try {
            sent = forwarder.forward(exchange, judgement, () -> notes.outward(call, effect));
            return settled(effect, what(exchange, MailLimit.mails(judgement)), call, sent);
        } catch (Throwable e) {
            return lost(effect, call, sent, e);
        }
    }

    private Reply settled(EffectId effect, String what, @Nullable CallId call, Sent sent)
            throws IOException {
        return switch (sent) {
            case Sent.Answered(ResponseHead head, byte[] body, String hops) -> {
                boolean again = head.status() >= SERVER_ERROR || head.status() == BUSY;
                settle(call, effect, again ? Spend.State.RETRYABLE : Spend.State.SENT);
                if (again) {
                    notes.sent(call, what + " (answered " + head.status() + ")");
                }
                Reply reply = towardsServer(head, body);
                Digest kept = recorder.keep(bodies.reply(head, body));
                recorder.append(new Event.Outcome(effect, "answered", head.status(), hops, kept));
                yield reply;
            }
            case Sent.NotAllowed(var refusal) -> {
                settle(call, effect, Spend.State.RETRYABLE);
                limit.notSent(effect);
                tell(call, new Verdict.Deny(refusal.rule(), refusal.sentence(), List.of()));
                recorder.append(
                        new Event.Outcome(
                                effect,
                                "refused",
                                0,
                                refusal.rule() + ": " + refusal.sentence(),
                                null));
                yield Reply.refused(refusal.rule(), refusal.sentence(), true);
            }
            case Sent.Failed(String sentence) -> {
                settle(call, effect, Spend.State.RETRYABLE);
                limit.notSent(effect);
                recorder.append(new Event.Outcome(effect, "failed", 0, Shown.text(sentence), null));
                yield Reply.failed(new RuleId("upstream.unreachable"), sentence);
            }
            case Sent.Unknown(String sentence, String hops) -> {
                settle(call, effect, Spend.State.UNKNOWN);
                recorder.append(
                        new Event.Outcome(
                                effect, "unknown", 0, Shown.text(sentence) + " · " + hops, null));
                yield Reply.failed(new RuleId("upstream.unknown"), sentence);
            }
        };
    }

    /** What became of an exchange that was let go cannot be recorded, or not be passed on. */
    private Reply lost(EffectId effect, @Nullable CallId call, Sent sent, Throwable why) {
        RuleId rule = rule(why);
        String failed =
                why instanceof IOException
                        ? "the ledger cannot record that; " + Recorder.MEND
                        : named(why);
        String sentence =
                switch (sent) {
                    case Sent.Answered answered ->
                            "a request was sent and answered, but its answer is withheld: ";
                    case Sent.Unknown unknown -> "a request was let go and may have left: ";
                    case Sent.NotAllowed refused -> "nothing of a request was sent: ";
                    case Sent.Failed unreachable -> "nothing of a request was sent: ";
                };
        Verdict deny = new Verdict.Deny(rule, sentence + failed, List.of());
        if (sent instanceof Sent.Unknown) {
            settle(call, effect, Spend.State.UNKNOWN);
        }
        tell(call, deny);
        if (!record(new Event.Outcome(effect, "unknown", 0, deny.rule() + ": " + sentence, null))) {
            record(refusal(effect, deny));
        }
        return Reply.failed(rule, deny.sentence());
    }

    /** Threat: an API that echoes the credential would hand it to the server. */
    private Reply towardsServer(ResponseHead head, byte[] body) {
        boolean coded =
                head.fields().all("content-encoding").stream()
                        .anyMatch(coding -> !coding.equalsIgnoreCase("identity"));
        if (coded) {
            return Reply.failed(
                    new RuleId("wire.reply-coding"),
                    "the reply came coded although it was asked for plain; it is withheld");
        }
        byte[] whole =
                dev.stoplock.core.wire.http1.Http1Writer.bytes(head, new byte[0], false, false);
        if (!(secrets.redact(guarded.instance(), whole) instanceof Redacted.Clean)) {
            return Reply.failed(
                    new RuleId("credential.echo"),
                    "the reply's head holds a secret; it is withheld");
        }
        return switch (secrets.redact(guarded.instance(), body)) {
            case Redacted.Clean clean -> new Reply(head, body, false);
            case Redacted.Plain plain -> new Reply(head, plain.bytes(), false);
            case Redacted.Coded found ->
                    Reply.failed(
                            new RuleId("credential.echo"),
                            "the reply holds a secret in coded form; it is withheld");
        };
    }

    /** Something threw before anything was let go: nothing will be. */
    private Reply broken(EffectId effect, @Nullable CallId judged, Throwable why) {
        String sentence =
                why instanceof IOException
                        ? "the ledger cannot record, so nothing leaves: "
                                + why.getMessage()
                                + "; "
                                + Recorder.MEND
                        : "judging a request failed (" + named(why) + ")";
        Verdict deny = new Verdict.Deny(rule(why), sentence, List.of());
        record(refusal(effect, deny));
        CallId call =
                judged == null ? guarded.leases().step(book -> book.soleUnanswered()) : judged;
        settle(call, effect, Spend.State.RETRYABLE);
        tell(call, deny);
        return Reply.refused(deny.rule(), deny.sentence(), true);
    }

    /** False where the ledger is what broke: server and agent are told all the same. */
    private boolean record(Event event) {
        try {
            recorder.append(event);
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    private Event refusal(EffectId effect, Verdict deny) {
        return new Event.Refused(
                guarded.policy().server(), deny.rule(), effect + ": " + deny.sentence());
    }

    private static RuleId rule(Throwable why) {
        return new RuleId(why instanceof IOException ? "ledger.unavailable" : "internal.error");
    }

    private static String named(Throwable why) {
        return why.getClass().getSimpleName();
    }

    private void tell(@Nullable CallId call, Verdict verdict) {
        String sentence = verdict.rule() + ": " + verdict.sentence();
        CallId told = call == null ? guarded.leases().step(book -> book.soleUnanswered()) : call;
        if (guarded.leases().step(book -> book.denied(told, sentence))) {
            guarded.notices().denied(sentence);
        }
    }

    private void settle(@Nullable CallId call, EffectId effect, Spend.State state) {
        if (call != null) {
            guarded.leases()
                    .step(book -> {
                        book.settle(call, effect, state);
                        return state;
                    });
        }
    }

    private Event event(
            EffectId effect,
            Judgement judgement,
            String operation,
            String destination,
            @Nullable Digest request,
            @Nullable Digest atoms) {
        Verdict verdict = judgement.verdict();
        List<Effect> effects = judgement.effects().stream().map(Judgement.Judged::effect).toList();
        List<String> unexplained =
                verdict instanceof Verdict.Deny deny
                        ? deny.atoms().stream().map(this::shown).toList()
                        : List.of();
        return new Event.Judged(
                effect,
                judgement.call(),
                guarded.instance(),
                guarded.policy().server(),
                operation,
                destination,
                verdict instanceof Verdict.Allow ? "allow" : "deny",
                verdict.rule(),
                verdict.sentence(),
                unexplained,
                judgement.mode(),
                judgement.leaves(),
                judgement.unjudgedBytes(),
                MailLimit.mails(judgement),
                Recipients.of(effects),
                request,
                atoms);
    }

    private String shown(Atom atom) {
        return switch (atom.kind()) {
            case CREDENTIAL ->
                    Shown.text(atom.path())
                            + " = "
                            + secrets.keyedDigest(
                                    atom.value().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case DESTINATION, CONTENT, META ->
                    Shown.text(atom.path()) + " = " + Shown.text(atom.value());
        };
    }

    /**
     * What the call is told of it: a mere request is not told like a mail. What nobody could read
     * may be one, so it is not said to be none.
     */
    static String what(Exchange exchange, int mails) {
        String said = mails > 0 ? describe(exchange) : "a request (" + describe(exchange) + ")";
        return said + " to " + exchange.destination();
    }

    private static String describe(Exchange exchange) {
        return exchange.head().method() + " " + Shown.text(exchange.head().path());
    }
}
