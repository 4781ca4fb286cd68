package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Verdict;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.policy.Recipients;
import dev.stoplock.gate.port.Guarded;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was judged, as it is recorded. */
record JudgedRecords(Guarded guarded, Bodies bodies) {

    /** {@code unseen} bytes go on beside what was judged. */
    Event judged(
            EffectId effect,
            Judgement judgement,
            long unseen,
            String operation,
            String destination,
            @Nullable Digest request,
            @Nullable Digest atoms) {
        Verdict verdict = judgement.verdict();
        List<String> unexplained =
                verdict instanceof Verdict.Deny deny
                        ? deny.atoms().stream().map(bodies::shown).toList()
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
                Math.toIntExact(judgement.unjudgedBytes() + unseen),
                MailLimit.mails(judgement),
                Recipients.of(judgement.effects().stream().map(Judgement.Judged::effect).toList()),
                request,
                atoms,
                judgement.contents());
    }
}
