package dev.stoplock.core.audit;

import dev.stoplock.core.model.Digest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What proves one record without the rest of the log: its index, its path to the root, and the
 * signed checkpoint with that root.
 *
 * <p>{@code text} is the form of C2SP tlog-proof (https://c2sp.org/tlog-proof).
 */
public record InclusionProof(long index, List<Digest> path, String checkpoint) {

    public InclusionProof {
        path = List.copyOf(path);
    }

    /**
     * Whether it proves that {@code leaf} is the log's record at the index, for a holder of the
     * log's public key.
     */
    public boolean proves(byte[] leaf, NoteKey key) {
        return switch (Checkpoint.open(checkpoint, key)) {
            case Checkpoint.Opened.Bad ignored -> false;
            case Checkpoint.Opened.Good(Checkpoint signed) ->
                    Merkle.includes(
                            Merkle.leaf(leaf),
                            index,
                            signed.size(),
                            path.stream().map(step -> HexFormat.of().parseHex(step.hex())).toList(),
                            signed.rootBytes());
        };
    }

    public String text() {
        return "c2sp.org/tlog-proof@v1\nindex "
                + index
                + "\n"
                + path.stream()
                        .map(step ->
                                Base64.getEncoder()
                                                .encodeToString(HexFormat.of().parseHex(step.hex()))
                                        + "\n")
                        .collect(Collectors.joining())
                + "\n"
                + checkpoint;
    }
}
