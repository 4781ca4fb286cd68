package dev.stoplock.gate.ledger;

import dev.stoplock.core.audit.Checkpoint;
import dev.stoplock.core.audit.InclusionProof;
import dev.stoplock.core.audit.Merkle;
import dev.stoplock.core.audit.NoteKey;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Digest;
import dev.stoplock.gate.port.Refused;
import java.util.ArrayList;
import java.util.List;

/**
 * All records under one checkpoint, whose signature was checked, and the proof of each, in memory:
 * whatever is signed meanwhile, what is told of it fits together.
 *
 * <p>Guarantees: the records add up to the checkpoint's root, and a proof it gives holds for the
 * key.
 */
public final class Snapshot {

    private final Checkpoint checkpoint;
    private final String note;
    private final NoteKey key;
    private final List<AuditRecord> records;

    /** The hashes of complete subtrees: of 2^h leaves each in row h. */
    private final List<List<byte[]>> rows = new ArrayList<>();

    Snapshot(
            Checkpoint checkpoint,
            String note,
            NoteKey key,
            List<AuditRecord> records,
            List<byte[]> entries) {
        this.checkpoint = checkpoint;
        this.note = note;
        this.key = key;
        this.records = List.copyOf(records);
        List<byte[]> row = entries.stream().map(Merkle::leaf).toList();
        while (!row.isEmpty()) {
            rows.add(row);
            List<byte[]> above = new ArrayList<>(row.size() / 2);
            for (int i = 0; i + 1 < row.size(); i += 2) {
                above.add(Merkle.node(row.get(i), row.get(i + 1)));
            }
            row = above;
        }
    }

    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /** The checkpoint as it was signed. */
    public String note() {
        return note;
    }

    public NoteKey key() {
        return key;
    }

    public List<AuditRecord> records() {
        return records;
    }

    /** The proof of one of the records; refuses (exit 6) one that does not hold. */
    public InclusionProof proof(long index) throws Refused {
        List<byte[]> path =
                Merkle.<RuntimeException>inclusion(
                        index, checkpoint.size(), (height, at) -> rows.get(height).get((int) at));
        // the signature over the root was checked when the checkpoint was opened
        byte[] leaf = rows.getFirst().get((int) index);
        if (!Merkle.includes(leaf, index, checkpoint.size(), path, checkpoint.rootBytes())) {
            throw Inconsistent.because("record " + index + " is not the one that was signed");
        }
        return new InclusionProof(
                index,
                path.stream().map(step -> Digest.of(Digest.Algorithm.SHA256, step)).toList(),
                note);
    }
}
