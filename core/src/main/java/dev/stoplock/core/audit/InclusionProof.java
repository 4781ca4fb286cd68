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

    private static final String HEADER = "c2sp.org/tlog-proof@v1";

    /** A path has at most a step for each bit of an index. */
    private static final int LONGEST = 2 + 64;

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

    /** Reads what {@code text} writes; throws IllegalArgumentException on anything else. */
    public static InclusionProof read(String text) {
        int end = text.indexOf("\n\n");
        List<String> lines = end < 0 ? List.of() : text.substring(0, end).lines().toList();
        if (lines.size() < 2
                || lines.size() > LONGEST
                || !lines.get(0).equals(HEADER)
                || !lines.get(1).matches("index (0|[1-9][0-9]{0,17})")) {
            throw new IllegalArgumentException("not a proof as C2SP tlog-proof has it");
        }
        List<Digest> path =
                lines.subList(2, lines.size()).stream()
                        .map(line ->
                                Digest.of(
                                        Digest.Algorithm.SHA256, Base64.getDecoder().decode(line)))
                        .toList();
        return new InclusionProof(
                Long.parseLong(lines.get(1).substring("index ".length())),
                path,
                text.substring(end + 2));
    }

    public String text() {
        return HEADER
                + "\nindex "
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
