package dev.stoplock.core.audit.incident;

import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.PackageRef;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A version of the server, by its exact bytes: when it was accepted and by whom, when it ran, and
 * when it first broke a rule. All of it is of the whole ledger, whatever time the account covers.
 */
public record Version(
        PackageRef ref,
        Digest tree,
        List<Dated<Event.EntryAccepted>> accepted,
        List<Dated<Event.Launched>> launched,
        int exchanges,
        @Nullable Dated<Event.Judged> firstBad) {

    public Version {
        accepted = List.copyOf(accepted);
        launched = List.copyOf(launched);
    }

    /**
     * The acceptance under which the instance was started that first broke a rule; null where none
     * did.
     */
    public @Nullable Dated<Event.EntryAccepted> acceptedBeforeBad() {
        Dated<Event.Judged> bad = firstBad;
        if (bad == null) {
            return null;
        }
        long started =
                launched.stream()
                        .filter(each -> each.event().instance().equals(bad.event().instance()))
                        .mapToLong(Dated::index)
                        .findFirst()
                        .orElse(bad.index());
        return accepted.stream()
                .filter(each -> each.index() < started)
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    /** From that acceptance to the first broken rule. */
    public @Nullable Duration untilBad() {
        Dated<Event.EntryAccepted> before = acceptedBeforeBad();
        return before == null || firstBad == null
                ? null
                : Duration.between(before.at(), firstBad.at());
    }
}
