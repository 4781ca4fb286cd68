package dev.stoplock.gate.egress;

import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
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
import dev.stoplock.gate.port.Enclosed;
import dev.stoplock.gate.port.Guarded;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Secrets;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
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

    private final Guarded guarded;
    private final Policy policy;
    private final Recorder recorder;
    private final MailLimit limit;
    private final CallNotes notes;
    private final Bodies bodies;
    private final Drafts drafts = new Drafts();
    private final Numbered ids;
    private final Turns turns;
    private final JudgedRecords records;
    private final InstantSource clock;

    /** {@code turns} are those of all desks of this gate. */
    ExchangeDesk(
            Guarded guarded,
            Policy policy,
            Recorder recorder,
            Secrets secrets,
            MailLimit limit,
            Numbered ids,
            Turns turns,
            InstantSource clock) {
        this.guarded = guarded;
        this.policy = policy;
        this.recorder = recorder;
        this.limit = limit;
        this.notes = new CallNotes(guarded.leases());
        this.bodies = new Bodies(guarded.instance(), secrets);
        this.ids = ids;
        this.turns = turns;
        this.records = new JudgedRecords(guarded, bodies);
        this.clock = clock;
    }

    /** Judges, records and acts. */
    <R> R handle(Passage<R> passage) {
        EffectId effect = ids.next();
        @Nullable CallId call = null;
        Judgement judgement;
        boolean mayLeave = false;
        boolean large = turns.taken(passage.size());
        try {
            Judgement first = judged(effect, passage.read(), passage);
            call = first.call();
            judgement = limit.applied(effect, first);
            Enclosed request = recorder.enclose(passage.kept(judgement));
            Enclosed atoms = recorder.enclose(bodies.atoms(judgement));
            // before the append: one that throws may have been recorded all the same
            mayLeave = judgement.leaves();
            List<Event> events = new ArrayList<>();
            events.add(
                    records.judged(
                            effect,
                            judgement,
                            passage.unseen(),
                            passage.described(),
                            passage.destination().toString(),
                            request.digest(),
                            atoms.digest()));
            if (judgement.leaves()) {
                for (SecretName secret : judgement.secrets()) {
                    String to = passage.destination().toString();
                    events.add(new Event.SecretUsed(effect, secret, to));
                }
            }
            recorder.append(events, List.of(request, atoms));
            if (!judgement.leaves()) {
                drafts.notSent(effect);
                tell(judgement.call(), judgement.verdict());
                return passage.refused(
                        judgement.verdict().rule(), judgement.verdict().sentence(), false);
            }
        } catch (Throwable e) {
            if (mayLeave) {
                record(new Event.Outcome(effect, "failed", 0, "nothing of it was sent", null));
            }
            Verdict deny = broken(effect, call, e);
            drafts.notSent(effect);
            // last: where this throws too, the denial is on record and told
            limit.notSent(effect);
            return passage.refused(deny.rule(), deny.sentence(), true);
        } finally {
            turns.over(large);
        }
        return forwarded(effect, passage, judgement);
    }

    /**
     * Judges something that has no bytes to forward (a connection, a look-up, an unreadable
     * request). True if it may go on.
     */
    boolean admits(Reading reading, String operation, String destination) {
        EffectId effect = opened(reading, operation, destination);
        return effect != null && ended(effect, "admitted", "what follows is judged on its own");
    }

    /** The same for what goes on as long as it likes: its effect, or null where it may not. */
    @Nullable EffectId opened(Reading reading, String operation, String destination) {
        EffectId effect = ids.next();
        try {
            Judgement judgement = judged(effect, reading, null);
            recorder.append(
                    records.judged(effect, judgement, 0, operation, destination, null, null));
            if (judgement.leaves()) {
                return effect;
            }
            tell(judgement.call(), judgement.verdict());
        } catch (Throwable e) {
            broken(effect, null, e);
        }
        return null;
    }

    /** What became of it. False where that cannot be recorded. */
    boolean ended(EffectId effect, String outcome, String detail) {
        try {
            recorder.append(new Event.Outcome(effect, outcome, 0, Shown.line(detail), null));
            return true;
        } catch (Throwable e) {
            broken(effect, null, e);
            return false;
        }
    }

    /**
     * What {@code passage} is, which is null where there are no bytes to forward, is noted in the
     * step that spends: whoever asks from then on hears that it may have left, until its outcome is
     * known, or until the door is shut before it was there.
     */
    private Judgement judged(EffectId effect, Reading reading, @Nullable Passage<?> passage) {
        return guarded.leases()
                .step(book -> {
                    Judgement judgement =
                            policy.judge(drafts.completed(reading), book.live(clock.instant()));
                    CallId call = judgement.call();
                    if (judgement.leaves()) {
                        drafts.leaving(effect, judgement);
                    }
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
                        if (passage != null) {
                            book.leaving(call, effect, what(passage, judgement));
                        }
                    }
                    return judgement;
                });
    }

    /** From here on bytes may have left: whatever is thrown, nobody is told that nothing did. */
    private <R> R forwarded(EffectId effect, Passage<R> passage, Judgement judgement) {
        CallId call = judgement.call();
        Sent<R> sent = new Sent.Unknown<>("it was not sent to its end", "unknown");
        try {
            sent = passage.forward(judgement, () -> notes.outward(call, effect));
            drafts.settled(effect, sent);
            return settled(effect, passage, judgement, sent);
        } catch (Throwable e) {
            Verdict deny = lost(effect, call, sent, e);
            return passage.failed(deny.rule(), deny.sentence());
        }
    }

    private <R> R settled(EffectId effect, Passage<R> passage, Judgement judgement, Sent<R> sent)
            throws IOException {
        CallId call = judgement.call();
        return switch (sent) {
            case Sent.Answered<R>(Sent.Came<R> came, int status, Sent.Fate fate, String hops) -> {
                boolean taken = fate == Sent.Fate.TAKEN;
                settle(call, effect, taken ? Spend.State.SENT : Spend.State.RETRYABLE);
                if (fate == Sent.Fate.DOUBTFUL) {
                    notes.sent(call, what(passage, judgement) + " (answered " + status + ")");
                }
                R reply = came.passedOn();
                Sent.Denied denied = came.denied();
                if (denied != null) {
                    tell(call, new Verdict.Deny(denied.rule(), denied.sentence(), List.of()));
                }
                notes.replied(call, passage.destination().host(), passage.text(reply));
                Enclosed kept = recorder.enclose(came.kept());
                Event end = new Event.Outcome(effect, "answered", status, hops, kept.digest());
                // the agent hears nothing before a later record is on disk, and so this one (0027)
                recorder.enqueue(List.of(end), List.of(kept));
                yield reply;
            }
            case Sent.Streamed<R>(Sent.Coming<R> coming, int status, String hops) -> {
                settle(call, effect, Spend.State.SENT);
                yield coming.begun(heard(effect, passage, call, status, hops));
            }
            case Sent.NotAllowed<R>(var refusal) -> {
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
                yield passage.refused(refusal.rule(), refusal.sentence(), true);
            }
            case Sent.Failed<R>(String sentence) -> {
                settle(call, effect, Spend.State.RETRYABLE);
                limit.notSent(effect);
                recorder.append(new Event.Outcome(effect, "failed", 0, Shown.text(sentence), null));
                yield passage.failed(new RuleId("upstream.unreachable"), sentence);
            }
            case Sent.Unknown<R>(String sentence, String hops) -> {
                settle(call, effect, Spend.State.UNKNOWN);
                recorder.append(
                        new Event.Outcome(
                                effect, "unknown", 0, Shown.text(sentence) + " · " + hops, null));
                yield passage.failed(new RuleId("upstream.unknown"), sentence);
            }
        };
    }

    private Sent.Heard heard(
            EffectId effect, Passage<?> passage, @Nullable CallId call, int status, String hops) {
        String host = passage.destination().host();
        return new Sent.Heard() {
            @Override
            public void passed(byte[] piece) {
                notes.replied(call, host, piece);
            }

            @Override
            public void ended(String detail, byte[] kept, Sent.@Nullable Denied denied)
                    throws IOException {
                if (denied != null) {
                    tell(call, new Verdict.Deny(denied.rule(), denied.sentence(), List.of()));
                }
                String how = hops + " · streamed, " + detail;
                Enclosed first = recorder.enclose(kept);
                Event end = new Event.Outcome(effect, "answered", status, how, first.digest());
                recorder.append(List.of(end), List.of(first));
            }
        };
    }

    /** What became of an exchange that was let go cannot be recorded, or not be passed on. */
    private Verdict lost(EffectId effect, @Nullable CallId call, Sent<?> sent, Throwable why) {
        RuleId rule = rule(why);
        String failed =
                why instanceof IOException
                        ? "the ledger cannot record that; " + Recorder.MEND
                        : named(why);
        String withheld = "a request was sent and answered, but its answer is withheld: ";
        String sentence =
                switch (sent) {
                    case Sent.Answered<?> answered -> withheld;
                    case Sent.Streamed<?> streamed -> withheld;
                    case Sent.Unknown<?> unknown -> "a request was let go and may have left: ";
                    case Sent.NotAllowed<?> refused -> "nothing of a request was sent: ";
                    case Sent.Failed<?> unreachable -> "nothing of a request was sent: ";
                };
        Verdict deny = new Verdict.Deny(rule, sentence + failed, List.of());
        drafts.settled(effect, sent);
        if (sent instanceof Sent.Unknown<?>) {
            settle(call, effect, Spend.State.UNKNOWN);
        }
        tell(call, deny);
        if (!record(new Event.Outcome(effect, "unknown", 0, deny.rule() + ": " + sentence, null))) {
            record(refusal(effect, deny));
        }
        return deny;
    }

    /** Something threw before anything was let go: nothing will be. */
    private Verdict broken(EffectId effect, @Nullable CallId judged, Throwable why) {
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
        return deny;
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

    private static String what(Passage<?> passage, Judgement judgement) {
        return what(passage.described(), passage.destination(), MailLimit.mails(judgement));
    }

    /**
     * What the call is told of it: a mere request is not told like a mail. What nobody could read
     * may be one, so it is not said to be none.
     */
    static String what(String described, Destination destination, int mails) {
        String said = mails > 0 ? described : "a request (" + described + ")";
        return said + " to " + destination;
    }
}
