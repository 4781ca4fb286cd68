package dev.stoplock.core.policy;

import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.RuleId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * The mails that one server let go within the last hour, the oldest first, and when its breaker
 * opened. A value: each step gives another. Holds one entry per request with mails, so at most as
 * many as the limit lets through in an hour.
 *
 * <p>The breaker opens when a mail is refused although the hour has no place left, and closes when
 * it has one: then calls are made again, and one more mail may go.
 */
public record MailHour(PVector<Batch> batches, int count, @Nullable Instant opened) {

    public static final RuleId RULE = new RuleId("limit.mails-per-hour");
    public static final Duration WINDOW = Duration.ofHours(1);

    static final MailHour NONE = new MailHour(TreePVector.empty(), 0, null);

    /** The mails of one request. */
    public record Batch(EffectId effect, Instant at, int mails) {}

    /**
     * As it stands at {@code now}. What is dated later counts from now on: a clock that was set
     * back makes nobody wait longer than an hour, and lets nothing more go.
     */
    MailHour at(Instant now) {
        PVector<Batch> kept = notAfter(now);
        int left = count;
        while (!kept.isEmpty() && !kept.get(0).at().plus(WINDOW).isAfter(now)) {
            left -= kept.get(0).mails();
            kept = kept.minus(0);
        }
        Instant open = opened != null && opened.isAfter(now) ? now : opened;
        return new MailHour(kept, left, open);
    }

    private PVector<Batch> notAfter(Instant now) {
        if (batches.isEmpty() || !batches.get(batches.size() - 1).at().isAfter(now)) {
            return batches;
        }
        return TreePVector.from(
                batches.stream()
                        .map(batch ->
                                batch.at().isAfter(now)
                                        ? new Batch(batch.effect(), now, batch.mails())
                                        : batch)
                        .toList());
    }

    /** Counts mails that are let go now, which shows that the breaker is closed. */
    MailHour letGo(EffectId effect, int mails, Instant now) {
        MailHour hour = at(now);
        return new MailHour(
                hour.batches.plus(new Batch(effect, now, mails)), hour.count + mails, null);
    }

    /** Nothing of this effect was sent: its place is free again. */
    MailHour notSent(EffectId effect) {
        for (int i = batches.size() - 1; i >= 0; i--) {
            Batch batch = batches.get(i);
            if (batch.effect().equals(effect)) {
                return new MailHour(batches.minus(i), count - batch.mails(), opened);
            }
        }
        return this;
    }

    MailHour open(Instant now) {
        return new MailHour(batches, count, now);
    }

    /**
     * Until when the breaker is open, at {@code now} of {@link #at}; null where it is closed. With
     * a limit of 0 no place ever gets free, and it closes an hour after it opened.
     */
    @Nullable Instant openUntil(int limit, Instant now) {
        if (opened == null || count < limit) {
            return null;
        }
        Instant until = limit == 0 ? opened.plus(WINDOW) : free(limit, opened);
        return until.isAfter(now) ? until : null;
    }

    /** When the hour has a place again. */
    private Instant free(int limit, Instant otherwise) {
        Instant last = otherwise;
        int left = count;
        for (Batch batch : batches) {
            last = batch.at();
            left -= batch.mails();
            if (left < limit) {
                break;
            }
        }
        return last.plus(WINDOW);
    }
}
