package dev.stoplock.gate.egress;

import dev.stoplock.core.effect.DraftBook;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Verdict;
import dev.stoplock.core.policy.Judgement;
import java.util.List;

/**
 * The drafts of one instance, kept by what is let go and what comes back. Its lock guards the book;
 * what is asked before an exchange and noted as it is let go is one step of the desk's.
 */
final class Drafts {

    private DraftBook book = DraftBook.EMPTY;

    /** The same reading; a draft that is sent has its recipients in it, if they are known. */
    synchronized Reading completed(Reading reading) {
        return book.completed(reading);
    }

    /** What a mode alone lets go is explained by nobody. */
    synchronized void leaving(EffectId effect, Judgement judgement) {
        CallId by = judgement.verdict() instanceof Verdict.Allow ? judgement.call() : null;
        List<Effect> effects = judgement.effects().stream().map(Judgement.Judged::effect).toList();
        book = book.leaving(effect, effects, by);
    }

    synchronized void notSent(EffectId effect) {
        book = book.notSent(effect);
    }

    /** Said once or more often: the first counts. */
    synchronized void settled(EffectId effect, Sent<?> sent) {
        book =
                switch (sent) {
                    case Sent.Answered<?> answered ->
                            book.answered(effect, answered.status(), answered.came().body());
                    case Sent.NotAllowed<?> refused -> book.notSent(effect);
                    case Sent.Failed<?> failed -> book.notSent(effect);
                    // what it says of a draft passes by unread
                    case Sent.Streamed<?> streamed -> book.unknown(effect);
                    case Sent.Unknown<?> unknown -> book.unknown(effect);
                };
    }
}
