package dev.stoplock.core.detect;

import dev.stoplock.core.model.PackageRef;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * Whom one server has mailed, and when last; since when it mails, and which version it was then
 * (null where none was on record). A value. {@code sweepAt} is the size at which what is too old is
 * given up.
 *
 * <p>Threat: a server chooses addresses. They are ordered, not hashed, so that none collide.
 */
public record Known(
        Instant since, @Nullable PackageRef first, PMap<String, Instant> reached, int sweepAt) {

    public static final int MOST = 100_000;
    private static final int FEW = 1_024;

    static Known since(Instant since, @Nullable PackageRef first) {
        return new Known(since, first, TreePMap.<String, Instant>empty(), FEW);
    }

    Known reaching(String recipient, Instant at) {
        Known next = new Known(since, first, reached.plus(recipient, at), sweepAt);
        return next.reached.size() < sweepAt ? next : next.swept(at);
    }

    /** How long ago at least somebody who is not known was mailed. */
    String before(Instant at) {
        return at.isBefore(since.plus(FirstSeenRecipient.REMEMBERED))
                ? "never before"
                : "not in " + FirstSeenRecipient.REMEMBERED.toDays() + " days";
    }

    /** Without what is too old, and without the oldest half where there is too much. */
    private Known swept(Instant at) {
        List<Map.Entry<String, Instant>> live =
                reached.entrySet().stream()
                        .filter(entry ->
                                at.isBefore(entry.getValue().plus(FirstSeenRecipient.REMEMBERED)))
                        .sorted(
                                Map.Entry.<String, Instant>comparingByValue(
                                                Comparator.reverseOrder())
                                        .thenComparing(Map.Entry.comparingByKey()))
                        .limit(reached.size() < MOST ? MOST : MOST / 2)
                        .toList();
        PMap<String, Instant> kept = TreePMap.<String, Instant>empty();
        for (Map.Entry<String, Instant> entry : live) {
            kept = kept.plus(entry.getKey(), entry.getValue());
        }
        return new Known(since, first, kept, Math.min(MOST, Math.max(FEW, 2 * kept.size())));
    }
}
