package dev.stoplock.gate.report.casefile;

import dev.stoplock.core.atlas.story.Case;
import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.audit.InclusionProof;
import dev.stoplock.core.audit.NoteKey;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.report.Plain;
import dev.stoplock.gate.report.PrettyJson;
import dev.stoplock.gate.report.Sentences;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A case that is to be handed on as one file: what its page shows, and with it every record of the
 * run and every file that the page refers to.
 *
 * <p>Guarantees: each record's proof was checked against the checkpoint and the key that are handed
 * on with it, from the record's own bytes; every reference leads to a record or file that is in it;
 * tokens and the machine's paths are left out, and a record that lacks such a text says so.
 */
public record CaseExport(
        CaseView view,
        List<Entry> records,
        List<Attached> files,
        List<Entry> measuredRecords,
        List<Attached> measuredFiles,
        String checkpoint,
        String key,
        LeftOut leftOut) {

    /**
     * A record of a run, and the key of its ledger; {@code whole} where nothing of it is left out.
     */
    public record Entry(
            String anchor,
            String run,
            long index,
            Instant at,
            Plain sentence,
            Plain json,
            Plain proof,
            Plain key,
            boolean whole) {}

    /** A file of a run; {@code whole} where nothing of it is left out. */
    public record Attached(String anchor, String run, String name, Plain text, boolean whole) {}

    public CaseExport {
        records = List.copyOf(records);
        files = List.copyOf(files);
        measuredRecords = List.copyOf(measuredRecords);
        measuredFiles = List.copyOf(measuredFiles);
    }

    /**
     * Reads a run. {@code table} is the document of the measured table, where there is one, and
     * {@code runs} the folder where its runs are kept; {@code folders} are the paths that must not
     * be told. Refuses ({@code ledger.inconsistent}) where a record is not the one that was signed,
     * and ({@code story.export}) a document that lacks something or has something that is none.
     */
    public static CaseExport of(
            Case told,
            Telling telling,
            KeptRun run,
            Json.@Nullable Obj table,
            Path runs,
            Collection<String> folders)
            throws Refused, IOException {
        Json.Obj document = run.document();
        requireTable(told, table);
        try {
            CaseDocument shown = CaseDocument.of(document);
            requireWhole(shown);
            Map<String, String> files =
                    run.files(
                            shown.artefacts().stream()
                                    .map(CaseDocument.Artefact::file)
                                    .filter(Objects::nonNull)
                                    .map(Objects::requireNonNull)
                                    .collect(Collectors.toSet()));
            Measured measured =
                    table == null ? Measured.none() : Measured.of(TableDocument.of(table), runs);
            Set<String> texts = measured.texts();
            texts.addAll(files.values());
            LeftOut leftOut = LeftOut.of(texts, folders);
            List<Entry> entries = entries(shown, leftOut);
            CaseView view =
                    CaseView.of(
                            told,
                            telling.atlas(),
                            CaseDocument.of(leftOut.in(document)),
                            // where its runs lie is not shown, and tells one from another
                            table == null
                                    ? null
                                    : TableDocument.of(
                                            (Json.Obj) leftOut.in(table, Set.of("home", "file"))),
                            new Anchors(files.keySet(), cut(entries), measured));
            return new CaseExport(
                    view,
                    entries,
                    attached(files, leftOut),
                    measuredRecords(measured, leftOut),
                    measuredFiles(measured, leftOut),
                    shown.checkpoint(),
                    shown.key(),
                    leftOut);
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "story.export",
                    "the run in "
                            + run.folder()
                            + " cannot be exported, its "
                            + KeptRun.DOCUMENT
                            + " is not whole: "
                            + e.getMessage(),
                    "play it again, with --case and a folder that does not exist yet");
        }
    }

    private static void requireTable(Case told, Json.@Nullable Obj table) throws Refused {
        try {
            if (table != null) {
                TableDocument.of(table);
            }
        } catch (IllegalArgumentException e) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "story.export",
                    "the measured table cannot be shown, so nothing is exported: " + e.getMessage(),
                    "measure it again: stoplock story " + told.id().value() + " --table");
        }
    }

    /** What is referred to has to be there: a reader cannot look for it anywhere else. */
    private static void requireWhole(CaseDocument run) {
        Stream.of(
                        run.artefacts().stream().map(CaseDocument.Artefact::record),
                        run.counts().stream().map(CaseDocument.Count::record),
                        run.proofs().stream().map(CaseDocument.Proof::record))
                .flatMap(each -> each)
                .filter(Objects::nonNull)
                .forEach(index -> {
                    if (!run.records().containsKey(index)) {
                        throw new IllegalArgumentException(
                                "the document refers to record " + index + " and lacks it");
                    }
                });
    }

    private static List<Entry> entries(CaseDocument run, LeftOut leftOut) throws Refused {
        NoteKey key = NoteKey.parse(run.key());
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<Long, Json.Obj> each : new TreeMap<>(run.records()).entrySet()) {
            Map<String, Json> members = new LinkedHashMap<>(each.getValue().members());
            String proof = CaseDocument.text(each.getValue(), "proof");
            members.remove("proof");
            Json.Obj own = new Json.Obj(members);
            byte[] leaf = JsonWriter.canonicalBytes(own);
            InclusionProof read = InclusionProof.read(proof);
            // Threat: a record, its place, its proof or the checkpoint was changed in the folder
            if (!(EventCodec.read(leaf) instanceof EventCodec.Decoded.Known(AuditRecord record))
                    || record.index() != each.getKey()
                    || read.index() != record.index()
                    || !read.checkpoint().equals(run.checkpoint())
                    || !read.proves(leaf, key)) {
                throw new Refused(
                        Refusal.Exit.LEDGER,
                        "ledger.inconsistent",
                        "record "
                                + each.getKey()
                                + " is not the one that was signed, so nothing is exported",
                        "play the case again");
            }
            entries.add(entry("record-" + record.index(), "", record, proof, run.key(), leftOut));
        }
        return entries;
    }

    /** The records from which something was left out. */
    private static Set<Long> cut(List<Entry> entries) {
        return entries.stream()
                .filter(each -> !each.whole())
                .map(Entry::index)
                .collect(Collectors.toSet());
    }

    private static Entry entry(
            String anchor,
            String run,
            AuditRecord record,
            String proof,
            String key,
            LeftOut leftOut) {
        Json.Obj own = EventCodec.json(record);
        Json.Obj left = leftOut.in(own);
        return new Entry(
                anchor,
                run,
                record.index(),
                record.at(),
                Plain.of(leftOut.in(Sentences.of(record.event()))),
                Plain.lines(PrettyJson.of(left)),
                Plain.lines(proof),
                Plain.of(key),
                left.equals(own));
    }

    private static List<Entry> measuredRecords(Measured measured, LeftOut leftOut) {
        List<Entry> entries = new ArrayList<>();
        measured.records()
                .forEach((run, records) ->
                        records.forEach((index, each) ->
                                entries.add(
                                        entry(
                                                Measured.anchor(run, index),
                                                run,
                                                each.record(),
                                                each.proof(),
                                                each.key(),
                                                leftOut))));
        return entries;
    }

    private static List<Attached> measuredFiles(Measured measured, LeftOut leftOut) {
        List<Attached> attached = new ArrayList<>();
        measured.files()
                .forEach((run, files) ->
                        files.forEach((name, text) ->
                                attached.add(
                                        attached(
                                                Measured.anchor(run, name),
                                                run,
                                                name,
                                                text,
                                                leftOut))));
        return attached;
    }

    private static Attached attached(
            String anchor, String run, String name, String text, LeftOut leftOut) {
        String left = leftOut.in(text);
        return new Attached(anchor, run, name, Plain.lines(left), left.equals(text));
    }

    private static List<Attached> attached(Map<String, String> files, LeftOut leftOut) {
        List<Attached> attached = new ArrayList<>();
        files.forEach((name, text) -> {
            attached.add(attached(fileAnchor(name), "", name, text, leftOut));
        });
        return attached;
    }

    private static String fileAnchor(String name) {
        return "file-" + name.replace('/', '-');
    }

    /** The text that is to be left out is known by the folders and tokens alone. */
    boolean isFit(String html) {
        return leftOut.isAbsentFrom(html);
    }

    /** Everything a page refers to is on the page. */
    private record Anchors(Set<String> files, Set<Long> cut, Measured measured)
            implements CaseView.Links {

        @Override
        public boolean isWhole(long index) {
            return !cut.contains(index);
        }

        @Override
        public String record(long index) {
            return "#record-" + index;
        }

        @Override
        public @Nullable String file(String name) {
            return files.contains(name) ? "#" + fileAnchor(name) : null;
        }

        @Override
        public @Nullable String measured(String run, long index) {
            return measured.records().getOrDefault(run, Map.of()).containsKey(index)
                    ? "#" + Measured.anchor(run, index)
                    : null;
        }

        @Override
        public @Nullable String measuredFile(String run, String name) {
            return measured.files().getOrDefault(run, Map.of()).containsKey(name)
                    ? "#" + Measured.anchor(run, name)
                    : null;
        }
    }
}
