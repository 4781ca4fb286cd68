package dev.stoplock.gate.report;

import dev.stoplock.core.audit.incident.Incident;
import dev.stoplock.core.audit.incident.IncidentFold;
import dev.stoplock.core.audit.incident.Kept;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.config.Copied;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.ledger.Bodies;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.ledger.Snapshot;
import dev.stoplock.gate.ledger.Verification;
import dev.stoplock.gate.ledger.Verifier;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The incident account of one server, made from a home's ledger and nothing else.
 *
 * <p>Guarantees: the whole ledger was verified first, and every record the account names has a
 * proof that was checked against the one checkpoint it names.
 *
 * @param waiting newer records that are durable, but not signed, and so not in it
 */
public record IncidentReport(Home home, Incident incident, Snapshot snapshot, long waiting) {

    private static final int MOST_NAMES = 20;

    /**
     * Reads the ledger; refuses one that does not verify (exit 6), and a name no record has (exit
     * 2).
     */
    public static IncidentReport of(Home home, ServerName server, @Nullable Instant since)
            throws Refused, IOException {
        long waiting =
                switch (Verifier.verify(home.ledger(), home.keys())) {
                    case Verification.Good good -> good.waiting();
                    case Verification.Bad(String sentence) -> throw altered(sentence);
                };
        Snapshot snapshot = new LedgerReader(home.ledger(), home.keys()).snapshot();
        IncidentFold fold = new IncidentFold(server);
        snapshot.records().forEach(fold::step);
        if (!fold.isKnown()) {
            throw unknown(server, snapshot.records());
        }
        Bodies bodies = Bodies.of(home.ledger());
        Incident incident = fold.account(since, digest -> kept(bodies, digest));
        return new IncidentReport(home, incident, snapshot, waiting);
    }

    /** A body as it lies beside the log; one altered since the check is let nobody read. */
    private static Kept kept(Bodies bodies, Digest digest) throws IOException {
        return switch (bodies.read(digest)) {
            case Bodies.Body.Present(byte[] bytes) -> new Kept.Present(bytes);
            case Bodies.Body.Erased() -> new Kept.Erased();
            case Bodies.Body.Altered() ->
                    throw new IOException("the body " + digest + " changed while it was read");
        };
    }

    private static Refused altered(String sentence) {
        return new Refused(
                Refusal.Exit.LEDGER,
                "ledger.altered",
                sentence,
                "keep the folder as it is; compare it with a copy or a witness's checkpoint");
    }

    private static Refused unknown(ServerName server, List<AuditRecord> records) {
        Set<String> names = new TreeSet<>();
        for (AuditRecord record : records) {
            if (record.event() instanceof Event.EntryAccepted accepted) {
                names.add(accepted.server().value());
            }
        }
        String some = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return new Refused(
                Refusal.Exit.USAGE,
                "incident.unknown",
                "no record of this home's ledger is about a server called " + server,
                names.isEmpty()
                        ? "name the home with --home"
                        : "its servers are: " + some + (names.size() > MOST_NAMES ? ", …" : ""));
    }

    /** One JSON object, {@code docs/schema/incident-1.json}. */
    public Json.Obj json(Copied copied) throws Refused {
        return new IncidentJson(this, copied).object();
    }

    /** What a person reads, of at most 80 columns but for commands and long addresses. */
    public List<String> text(Copied copied) throws Refused {
        return new IncidentText(this, copied).lines();
    }
}
