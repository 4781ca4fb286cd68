package dev.stoplock.gate.cli;

import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.audit.InclusionProof;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Contents;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.Tier;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.ledger.Bodies;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.report.Sentences;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * {@code stoplock explain CALL}: what was asked, what tried to leave, what became of it, and the
 * proof of each record.
 */
@CommandLine.Command(
        name = "explain",
        description = "Tell the whole of one call: asked, left, verdict, proof.")
final class ExplainCommand extends Command {

    private static final int SHOWN_BYTES = 4_000;

    @CommandLine.Parameters(
            paramLabel = "CALL|NAME@VERSION",
            description =
                    "a call's or an effect's id, as log and tool errors print it, or a version that was reviewed or accepted")
    private String id = "";

    @CommandLine.Option(names = "--json", description = "print it as JSON, with the proofs")
    private boolean json;

    ExplainCommand(Site site) {
        super(site);
    }

    @Override
    int run() throws Refused, IOException {
        Home home = site().home();
        LedgerReader reader = LedgerAccess.reader(home, terminal());
        List<AuditRecord> records = about(reader.records());
        if (records.isEmpty()) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "explain.unknown",
                    "no record is about " + Shown.text(id),
                    "find its id with `stoplock log`");
        }
        Bodies bodies = Bodies.of(home.ledger());
        List<Json> printed = new ArrayList<>();
        for (AuditRecord record : records) {
            InclusionProof proof = reader.proof(record.index());
            if (json) {
                printed.add(
                        EventCodec.json(record)
                                .with("proof", Json.of(proof.text()))
                                .with("bodies", bodies(record.event(), bodies)));
            } else {
                print(record, proof, bodies);
            }
        }
        if (json) {
            terminal()
                    .json(
                            Json.object()
                                    .put("id", id)
                                    .put("records", new Json.Arr(printed))
                                    .build());
        } else {
            open(records)
                    .forEach(effect ->
                            terminal()
                                    .line(
                                            "effect "
                                                    + effect
                                                    + " was let go and no outcome is on record: it may have left"));
            terminal()
                    .line(
                            "each record above is proven against the signed checkpoint of "
                                    + reader.checkpoint().size()
                                    + " records");
        }
        return 0;
    }

    /** The effects that were to leave and have no outcome: under way, or the gate died. */
    private static Set<EffectId> open(List<AuditRecord> records) {
        Set<EffectId> open = new LinkedHashSet<>();
        for (AuditRecord record : records) {
            if (record.event() instanceof Event.Judged judged && judged.leaves()) {
                open.add(judged.effect());
            } else if (record.event() instanceof Event.Outcome outcome) {
                open.remove(outcome.effect());
            }
        }
        return open;
    }

    private List<AuditRecord> about(List<AuditRecord> all) {
        Set<EffectId> effects = new HashSet<>();
        List<AuditRecord> found = new ArrayList<>();
        for (AuditRecord record : all) {
            boolean about =
                    switch (record.event()) {
                        case Event.CallOpened opened -> opened.call().value().equals(id);
                        case Event.CallClosed closed -> closed.call().value().equals(id);
                        case Event.Judged judged -> {
                            boolean ours =
                                    judged.effect().value().equals(id)
                                            || (judged.call() != null
                                                    && judged.call().value().equals(id));
                            if (ours) {
                                effects.add(judged.effect());
                            }
                            yield ours;
                        }
                        case Event.SecretUsed used -> effects.contains(used.effect());
                        case Event.Outcome outcome -> effects.contains(outcome.effect());
                        case Event.Found finding ->
                                finding.call() != null && finding.call().value().equals(id);
                        case Event.Tripped tripped ->
                                tripped.call() != null && tripped.call().value().equals(id);
                        case Event.Tiered e -> false;
                        case Event.Quarantined e -> false;
                        case Event.Released e -> false;
                        case Event.LedgerOpened e -> false;
                        case Event.Launched e -> false;
                        case Event.Exited e -> false;
                        case Event.EntryAccepted e -> isVersion(e.server(), e.to());
                        case Event.ReviewHeld e -> isVersion(e.server(), e.to());
                        case Event.Refused e -> false;
                        case Event.Stopped e -> false;
                    };
            if (about) {
                found.add(record);
            }
        }
        return found;
    }

    private boolean isVersion(ServerName server, PackageRef ref) {
        return id.equals(server + "@" + ref.version());
    }

    private void print(AuditRecord record, InclusionProof proof, Bodies bodies) throws IOException {
        terminal()
                .line(
                        "#"
                                + record.index()
                                + "  "
                                + record.at()
                                + "  "
                                + Shown.line(Sentences.of(record.event())));
        switch (record.event()) {
            case Event.CallOpened opened -> body("asked", opened.arguments(), bodies);
            case Event.Judged judged -> {
                judged.unexplained()
                        .forEach(atom -> terminal().line("      unexplained  " + Shown.line(atom)));
                if (judged.unjudgedBytes() > 0) {
                    terminal()
                            .line(
                                    "      not judged   "
                                            + judged.unjudgedBytes()
                                            + " bytes of content and meta (report)");
                }
                contents(judged.contents());
                body("request", judged.request(), bodies);
            }
            case Event.ReviewHeld held ->
                    held.differences()
                            .forEach(each ->
                                    terminal().line("      differs      " + Shown.line(each)));
            case Event.CallClosed closed -> body("answer", closed.reply(), bodies);
            case Event.Outcome outcome -> body("reply", outcome.reply(), bodies);
            default -> {}
        }
        terminal().line("      proof        " + proof.path().size() + " hashes to the signed root");
    }

    private void contents(@Nullable Contents contents) {
        if (contents == null) {
            return;
        }
        for (Tier tier : Tier.values()) {
            String mode = contents.enforced().enforces(tier) ? "enforced" : "report";
            for (String path : contents.unexplained(tier)) {
                terminal()
                        .line(
                                "      not the call's "
                                        + Shown.line(path)
                                        + " (tier "
                                        + tier.number()
                                        + ", "
                                        + tier.word()
                                        + ": "
                                        + mode
                                        + ")");
            }
        }
    }

    private void body(String what, @Nullable Digest digest, Bodies bodies) throws IOException {
        if (digest == null) {
            return;
        }
        String label = "      " + (what + "             ").substring(0, 13);
        switch (bodies.read(digest)) {
            case Bodies.Body.Present(byte[] bytes) -> {
                String text =
                        new String(
                                bytes,
                                0,
                                Math.min(bytes.length, SHOWN_BYTES),
                                StandardCharsets.UTF_8);
                text.lines().forEach(line -> terminal().line(label + Shown.line(line)));
            }
            case Bodies.Body.Erased() -> terminal().line(label + "(erased)");
            case Bodies.Body.Altered() ->
                    terminal()
                            .line(
                                    label
                                            + "(altered; more tells: "
                                            + terminal().copied().line("verify")
                                            + ")");
        }
    }

    private static Json bodies(Event event, Bodies bodies) throws IOException {
        Json.Builder out = Json.object();
        for (Digest digest : EventCodec.bodies(event)) {
            switch (bodies.read(digest)) {
                case Bodies.Body.Present(byte[] bytes) ->
                        out.put(digest.toString(), new String(bytes, StandardCharsets.UTF_8));
                case Bodies.Body.Erased() -> out.put(digest.toString(), Json.NULL);
                case Bodies.Body.Altered() -> out.put(digest.toString(), false);
            }
        }
        return out.build();
    }
}
