package dev.stoplock.lab.truth;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.lab.mail.AcceptedMail;
import dev.stoplock.lab.world.Phase;
import dev.stoplock.lab.world.Tally;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run, over: what the outside world holds, what the agent's side wrote, and the ledger where
 * there is one. Only what came after the update counts ({@code after}, and records from {@code
 * since} on).
 *
 * @param before the time in which trust was earned; null where the backdoor was there first
 * @param at when it began; where runs share what came before the update, when that began
 * @param home the gate's home; null in a world without one
 * @param since index of the first record of the time after
 * @param outside what came of sending from outside with all the server had
 * @param diff how the two installed trees differ, line by line; none where only one was installed
 * @param notes what was tried and said besides: the update refused, the registry after the takedown
 */
public record Played(
        Path folder,
        Instant at,
        @Nullable Phase before,
        Phase after,
        @Nullable Path home,
        List<AuditRecord> records,
        long since,
        Outsider.Attempt outside,
        List<String> diff,
        List<String> notes) {

    public Played {
        records = List.copyOf(records);
        diff = List.copyOf(diff);
        notes = List.copyOf(notes);
    }

    public Tally tally() {
        return Tally.of(after);
    }

    /** The mails this address holds. */
    public List<AcceptedMail> mailbox(String address) {
        return after.accepted().stream()
                .filter(mail -> mail.recipients().contains(address))
                .toList();
    }

    /** The records of the time that counts. */
    public List<AuditRecord> counted() {
        return records.stream().filter(record -> record.index() >= since).toList();
    }
}
