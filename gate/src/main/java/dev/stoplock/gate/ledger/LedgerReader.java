package dev.stoplock.gate.ledger;

import dev.stoplock.core.audit.Checkpoint;
import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.audit.GrowingTree;
import dev.stoplock.core.audit.InclusionProof;
import dev.stoplock.core.audit.Merkle;
import dev.stoplock.core.audit.NoteKey;
import dev.stoplock.core.audit.Tile;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Digest;
import dev.stoplock.gate.port.History;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * A reader of the signed part of a ledger, also while another process writes to it.
 *
 * <p>Guarantees: what it returns was checked against the signature. It refuses ({@code
 * ledger.inconsistent}, exit 6) what does not fit; a file that a newer checkpoint replaced in the
 * meantime is looked for again under that checkpoint.
 */
public final class LedgerReader implements History {

    private final Layout layout;
    private final Path keys;

    public LedgerReader(Path directory, Path keys) {
        this.layout = new Layout(directory.toAbsolutePath());
        this.keys = keys.toAbsolutePath();
    }

    /** The current checkpoint. */
    public Checkpoint checkpoint() throws IOException, Refused {
        return signed((checkpoint, note) -> checkpoint);
    }

    /** Every signed record, in order. */
    @Override
    public List<AuditRecord> records() throws IOException, Refused {
        return signed((checkpoint, note) -> records(checkpoint, new ArrayList<>()));
    }

    /** Every signed record with its proof, all of them under one checkpoint. */
    public Snapshot snapshot() throws IOException, Refused {
        NoteKey key = SigningKey.openHalf(keys);
        return signed((checkpoint, note) -> {
            List<byte[]> entries = new ArrayList<>();
            List<AuditRecord> records = records(checkpoint, entries);
            return new Snapshot(checkpoint, note, key, records, entries);
        });
    }

    /** The bytes of one signed record as they stand in the log. */
    public byte[] leaf(long index) throws IOException, Refused {
        return signed((checkpoint, note) -> leaf(index, checkpoint.size()));
    }

    /**
     * The proof that record {@code index} is in the log as now signed; refused where it is not
     * signed yet, or does not hold.
     */
    public InclusionProof proof(long index) throws IOException, Refused {
        NoteKey key = SigningKey.openHalf(keys);
        return signed((checkpoint, note) -> {
            byte[] leaf = leaf(index, checkpoint.size());
            List<byte[]> path =
                    Merkle.<IOException>inclusion(
                            index, checkpoint.size(), new TileNodes(layout, checkpoint.size()));
            InclusionProof proof =
                    new InclusionProof(
                            index,
                            path.stream()
                                    .map(step -> Digest.of(Digest.Algorithm.SHA256, step))
                                    .toList(),
                            note);
            if (!proof.proves(leaf, key)) {
                throw Inconsistent.because("record " + index + " is not the one that was signed");
            }
            return proof;
        });
    }

    private interface Under<T> {
        T read(Checkpoint checkpoint, String note) throws IOException, Refused;
    }

    private <T> T signed(Under<T> reading) throws IOException, Refused {
        NoteKey key = SigningKey.openHalf(keys);
        String note = note();
        while (true) {
            Checkpoint checkpoint =
                    switch (Checkpoint.open(note, key)) {
                        case Checkpoint.Opened.Bad(String sentence) ->
                                throw Inconsistent.because("log/checkpoint: " + sentence);
                        case Checkpoint.Opened.Good(Checkpoint good) -> good;
                    };
            try {
                return reading.read(checkpoint, note);
            } catch (NoSuchFileException e) {
                String newer = note();
                if (newer.equals(note)) {
                    throw Inconsistent.because(
                            layout.directory().relativize(Path.of(e.getFile())) + " is missing");
                }
                note = newer;
            }
        }
    }

    private String note() throws IOException, Refused {
        try {
            return new String(Files.readAllBytes(layout.checkpoint()), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw Inconsistent.because("log/checkpoint is missing");
        }
    }

    private byte[] leaf(long index, long size) throws IOException, Refused {
        if (index < 0 || index >= size) {
            throw Inconsistent.because(
                    "record " + index + " is not among the " + size + " signed ones");
        }
        Tile bundle = Tile.holding(Tile.ENTRIES, index, size);
        return new TileNodes(layout, size).entries(bundle).get((int) (index % Tile.FULL));
    }

    /** Also adds the bytes of each to {@code entries}. */
    private List<AuditRecord> records(Checkpoint checkpoint, List<byte[]> entries)
            throws IOException, Refused {
        TileNodes nodes = new TileNodes(layout, checkpoint.size());
        GrowingTree tree = new GrowingTree();
        List<AuditRecord> records = new ArrayList<>();
        while (tree.size() < checkpoint.size()) {
            for (byte[] entry :
                    nodes.entries(Tile.holding(Tile.ENTRIES, tree.size(), checkpoint.size()))) {
                switch (EventCodec.read(entry)) {
                    case EventCodec.Decoded.Unknown(String sentence) ->
                            throw Inconsistent.because("record " + tree.size() + ": " + sentence);
                    case EventCodec.Decoded.Known(AuditRecord record) -> records.add(record);
                }
                tree.append(Merkle.leaf(entry));
                entries.add(entry);
            }
        }
        if (!MessageDigest.isEqual(tree.root(), checkpoint.rootBytes())) {
            throw Inconsistent.because(
                    "the records in log/tile/entries do not add up to the signed root");
        }
        return records;
    }
}
