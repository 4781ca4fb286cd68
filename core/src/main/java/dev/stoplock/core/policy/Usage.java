package dev.stoplock.core.policy;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Limits;
import dev.stoplock.core.model.ServerName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * What the servers did lately, as far as a limit counts it: a fold over the ledger, so that no
 * restart of the gate or of a server gives a limit back. A value: each step gives another, and who
 * asks and counts in one step under a lock passes no limit.
 *
 * <p>Counted are mails that were let go, by a verdict or by a mode, unless their outcome says that
 * nothing was sent; a mail in doubt counts. Counted are calls that were made.
 */
public record Usage(PMap<ServerName, MailHour> mails, PMap<ServerName, CallRow> calls) {

    public static final Usage NONE = new Usage(HashTreePMap.empty(), HashTreePMap.empty());

    /** What a limit says, and the usage after it was asked. */
    public record Asked(Usage next, Leave leave) {}

    /** The usage after one more record of the ledger. */
    public Usage after(AuditRecord record) {
        Instant at = record.at();
        return switch (record.event()) {
            case Event.Judged judged ->
                    judged.leaves() && judged.mails() > 0
                            ? with(
                                    judged.server(),
                                    hour(judged.server())
                                            .letGo(judged.effect(), judged.mails(), at))
                            : this;
            case Event.Outcome outcome ->
                    outcome.outcome().equals("failed") || outcome.outcome().equals("refused")
                            ? notSent(outcome.effect())
                            : this;
            case Event.CallOpened opened ->
                    opened.same() == null
                            ? this
                            : with(opened.server(), row(opened.server()).made(opened.same(), at));
            case Event.Tripped tripped -> tripped(tripped, at);
            case Event.LedgerOpened e -> this;
            case Event.Launched e -> this;
            case Event.Exited e -> this;
            case Event.CallClosed e -> this;
            case Event.SecretUsed e -> this;
            case Event.EntryAccepted e -> this;
            case Event.ReviewHeld e -> this;
            case Event.Refused e -> this;
            case Event.Found e -> this;
            case Event.Tiered e -> this;
            case Event.Quarantined e -> this;
            case Event.Released e -> this;
            case Event.Stopped e -> this;
        };
    }

    private Usage tripped(Event.Tripped tripped, Instant at) {
        ServerName server = tripped.server();
        if (tripped.rule().equals(MailHour.RULE)) {
            return with(server, hour(server).open(at));
        }
        return tripped.rule().equals(CallRow.RULE) ? with(server, row(server).open()) : this;
    }

    /** Asks to make a call: {@code same} is equal for identical ones. */
    public Asked call(ServerName server, Limits limits, String tool, String same, Instant now) {
        MailHour hour = hour(server).at(now);
        Instant until = hour.openUntil(limits.mailsPerHour(), now);
        if (until != null) {
            return new Asked(with(server, hour), mailsExceeded(server, limits, until, false));
        }
        CallRow row = row(server).at(now);
        if (row.allows(limits.identicalCalls(), same, now)) {
            return new Asked(with(server, row.made(same, now)), new Leave.Granted());
        }
        String sentence =
                limits.identicalCalls() == 0
                        ? "server " + server + " may not be called at all: its limit is 0"
                        : "server "
                                + server
                                + " was asked for "
                                + tool
                                + " with the same arguments "
                                + row.count()
                                + " times in a row, and its limit is "
                                + limits.identicalCalls();
        Instant over = limits.identicalCalls() == 0 ? null : row.over();
        return new Asked(
                with(server, row.open()),
                new Leave.Exceeded(CallRow.RULE, sentence, over, !row.told()));
    }

    /** Asks to let one request with {@code mails} mails go. */
    public Asked mails(ServerName server, Limits limits, EffectId effect, int mails, Instant now) {
        MailHour hour = hour(server).at(now);
        int room = limits.mailsPerHour() - hour.count();
        if (mails <= room) {
            return new Asked(with(server, hour.letGo(effect, mails, now)), new Leave.Granted());
        }
        if (room > 0) {
            String sentence =
                    "a request of server "
                            + server
                            + " holds "
                            + mails
                            + " mails, and of its "
                            + limits.mailsPerHour()
                            + " an hour only "
                            + room
                            + " may still go now";
            return new Asked(
                    with(server, hour), new Leave.Exceeded(MailHour.RULE, sentence, null, false));
        }
        boolean opens = hour.openUntil(limits.mailsPerHour(), now) == null;
        MailHour open = opens ? hour.open(now) : hour;
        Instant until = open.openUntil(limits.mailsPerHour(), now);
        return new Asked(with(server, open), mailsExceeded(server, limits, until, opens));
    }

    /** Nothing of this effect was sent: it counts no more. */
    public Usage notSent(EffectId effect) {
        PMap<ServerName, MailHour> all = mails;
        for (var entry : mails.entrySet()) {
            MailHour without = entry.getValue().notSent(effect);
            if (without != entry.getValue()) {
                all = all.plus(entry.getKey(), without);
            }
        }
        return new Usage(all, calls);
    }

    private static Leave.Exceeded mailsExceeded(
            ServerName server, Limits limits, @Nullable Instant until, boolean opens) {
        String sentence =
                limits.mailsPerHour() == 0
                        ? "server " + server + " may send no mail: its limit is 0"
                        : "server "
                                + server
                                + " sent "
                                + limits.mailsPerHour()
                                + " mails within an hour, which is its limit";
        return new Leave.Exceeded(MailHour.RULE, sentence, until, opens);
    }

    private MailHour hour(ServerName server) {
        return mails.getOrDefault(server, MailHour.NONE);
    }

    private CallRow row(ServerName server) {
        return calls.getOrDefault(server, CallRow.NONE);
    }

    private Usage with(ServerName server, MailHour hour) {
        return new Usage(mails.plus(server, hour), calls);
    }

    private Usage with(ServerName server, CallRow row) {
        return new Usage(mails, calls.plus(server, row));
    }
}
