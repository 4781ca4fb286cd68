package dev.stoplock.gate.egress;

import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.policy.Leave;
import dev.stoplock.gate.port.Breakers;
import dev.stoplock.gate.port.Guarded;
import dev.stoplock.gate.port.Recorder;
import java.io.IOException;

/**
 * The limit of an instance's mails, asked between judging and recording. A mail's place is taken
 * before its record, so that no two mails get the last one.
 */
final class MailLimit {

    private final Guarded guarded;
    private final Breakers breakers;
    private final Recorder recorder;

    MailLimit(Guarded guarded, Breakers breakers, Recorder recorder) {
        this.guarded = guarded;
        this.breakers = breakers;
        this.recorder = recorder;
    }

    /** The judgement, or a denial by the limit; what is denied so may be tried again later. */
    Judgement applied(EffectId effect, Judgement judgement) throws IOException {
        int mails = mails(judgement);
        if (!judgement.leaves() || mails == 0) {
            return judgement;
        }
        return switch (breakers.mails(guarded.policy(), effect, mails)) {
            case Leave.Granted granted -> judgement;
            case Leave.Exceeded exceeded -> {
                CallId call = judgement.call();
                if (call != null) {
                    guarded.leases()
                            .step(book -> {
                                book.settle(call, effect, Spend.State.RETRYABLE);
                                return call;
                            });
                }
                if (exceeded.opens()) {
                    recorder.append(
                            new Event.Tripped(
                                    guarded.policy().server(),
                                    call,
                                    exceeded.rule(),
                                    exceeded.told()));
                }
                yield judgement.refused(exceeded.rule(), exceeded.told());
            }
        };
    }

    /** Nothing of this effect was sent: its place is free. */
    void notSent(EffectId effect) {
        breakers.notSent(effect);
    }

    static int mails(Judgement judgement) {
        return (int)
                judgement.effects().stream()
                        .filter(judged ->
                                judged.effect() instanceof Effect.SendMail
                                        || judged.effect() instanceof Effect.SendDraft)
                        .count();
    }
}
