package dev.stoplock.gate.console;

import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.audit.InclusionProof;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Digest;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.console.page.Frame;
import dev.stoplock.gate.console.page.RecordPage;
import dev.stoplock.gate.console.page.Tone;
import dev.stoplock.gate.ledger.Bodies;
import dev.stoplock.gate.ledger.Snapshot;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.report.Plain;
import dev.stoplock.gate.report.PrettyJson;
import dev.stoplock.gate.report.Sentences;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is shown of one record: nothing where its proof does not hold. */
final class RecordPages {

    private RecordPages() {}

    /**
     * The record's page. Its proof is checked here against the signed checkpoint, from the bytes
     * shown; refuses ({@code ledger.inconsistent}) where it does not hold.
     */
    static RecordPage of(
            Frame frame, String run, String title, Home home, Snapshot snapshot, long index)
            throws Refused, IOException {
        AuditRecord record = snapshot.records().get((int) index);
        InclusionProof proof = snapshot.proof(index);
        if (!proof.proves(EventCodec.leaf(record), snapshot.key())) {
            throw new Refused(
                    Refusal.Exit.LEDGER,
                    "ledger.inconsistent",
                    "record " + index + " is not the one that was signed, so it is not shown",
                    "check the whole ledger: stoplock verify --home " + home.folder());
        }
        Json.Obj json = EventCodec.json(record);
        long size = snapshot.checkpoint().size();
        return new RecordPage(
                frame,
                run,
                title,
                index,
                size,
                record.at(),
                tone(record.event()),
                Plain.of(Sentences.of(record.event())),
                Plain.lines(PrettyJson.of(json)),
                new RecordPage.Proof(
                        snapshot.key().name(),
                        snapshot.checkpoint().root().hex(),
                        proof.path().stream().map(Digest::hex).toList(),
                        Plain.lines(proof.text())),
                bodies(Bodies.of(home.ledger()), record.event(), json),
                index == 0 ? null : run + "/records/" + (index - 1),
                index + 1 == size ? null : run + "/records/" + (index + 1));
    }

    private static List<RecordPage.Body> bodies(Bodies kept, Event event, Json.Obj json)
            throws IOException {
        List<RecordPage.Body> bodies = new ArrayList<>();
        for (Digest digest : EventCodec.bodies(event)) {
            String field =
                    json.members().entrySet().stream()
                            .filter(each ->
                                    each.getValue() instanceof Json.Str(String value)
                                            && value.equals(digest.toString()))
                            .map(Map.Entry::getKey)
                            .findFirst()
                            .orElse("body");
            bodies.add(body(field, digest, kept.read(digest)));
        }
        return bodies;
    }

    private static RecordPage.Body body(String field, Digest digest, Bodies.Body body) {
        return switch (body) {
            case Bodies.Body.Erased() ->
                    new RecordPage.Body(field, digest.hex(), "erased, or never kept", null);
            case Bodies.Body.Altered() ->
                    new RecordPage.Body(
                            field,
                            digest.hex(),
                            "not what was kept: it was changed since, so it is not shown",
                            null);
            case Bodies.Body.Present(byte[] bytes) -> {
                String text = text(bytes);
                yield new RecordPage.Body(
                        field,
                        digest.hex(),
                        bytes.length
                                + (bytes.length == 1 ? " byte" : " bytes")
                                + ", as kept"
                                + (text == null ? "; not text" : ""),
                        text == null ? null : Plain.lines(text));
            }
        };
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            // bytes of another kind
            return null;
        }
    }

    /** How an event is marked. */
    static Tone tone(Event event) {
        return switch (event) {
            case Event.Judged judged ->
                    judged.verdict().equals("allow")
                            ? Tone.ALLOW
                            : judged.leaves() ? Tone.HOLD : Tone.DENY;
            case Event.Refused e -> Tone.DENY;
            case Event.ReviewHeld e -> Tone.HOLD;
            case Event.Found e -> Tone.HOLD;
            case Event.Tripped e -> Tone.DENY;
            case Event.Quarantined e -> Tone.HOLD;
            case Event.LedgerOpened e -> Tone.OFF;
            case Event.Launched e -> Tone.OFF;
            case Event.Exited e -> Tone.OFF;
            case Event.CallOpened e -> Tone.OFF;
            case Event.CallClosed e -> Tone.OFF;
            case Event.SecretUsed e -> Tone.OFF;
            case Event.Outcome e -> Tone.OFF;
            case Event.EntryAccepted e -> Tone.OFF;
            case Event.Released e -> Tone.OFF;
            case Event.Tiered e -> Tone.OFF;
            case Event.Stopped e -> Tone.OFF;
        };
    }
}
