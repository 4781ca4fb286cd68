package dev.stoplock.core.audit.incident;

import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Mode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One judged exchange with all that the ledger says of it.
 *
 * @param call the call it was laid to, where the ledger holds its opening
 * @param launched the instance it came from, where the ledger holds its start
 * @param detail whether the body that says more was there to read
 * @param secrets what the broker put in for it
 */
public record Sending(
        Dated<Event.Judged> judged,
        @Nullable Dated<Event.Outcome> outcome,
        @Nullable Dated<Event.CallOpened> call,
        @Nullable Dated<Event.Launched> launched,
        List<Dated<Event.SecretUsed>> secrets,
        Fate fate,
        Detail detail,
        List<Part> parts) {

    /** Whether the body with the atoms could be read. */
    public enum Detail {
        KEPT,
        ERASED,
        /** It was there, but not in a form that says more. */
        UNREADABLE,
        /** The exchange had none: it was a connection or look-up, or could not be read. */
        NONE
    }

    public Sending {
        secrets = List.copyOf(secrets);
        parts = List.copyOf(parts);
    }

    public Instant at() {
        return judged.at();
    }

    /**
     * Whether every rule was kept: only an allow says so that no mode let pass by recording only.
     */
    public boolean isClean() {
        return isClean(judged.event());
    }

    static boolean isClean(Event.Judged judged) {
        return judged.verdict().equals("allow") && judged.mode() == Mode.ENFORCE;
    }

    /** The mails of it that have such a recipient. */
    public Count mails(Standing standing) {
        return parts.stream()
                .filter(part -> part.has(standing))
                .map(Part::mailsOfEach)
                .reduce(Count.NONE, Count::plus);
    }
}
