package dev.stoplock.lab.world;

import dev.stoplock.core.audit.Merkle;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Digest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The proof that {@code explain --json} prints with a record (c2sp.org/tlog-proof): its index, its
 * hashes, and the signed checkpoint they lead to.
 */
public record Proof(long index, List<byte[]> path, long size, String root) {

    public Proof {
        path = List.copyOf(path);
    }

    /** Throws IllegalArgumentException on a text that is no proof. */
    public static Proof parse(String text) {
        List<String> lines = text.lines().toList();
        int blank = lines.indexOf("");
        if (blank < 2 || lines.size() < blank + 4 || !lines.get(1).startsWith("index ")) {
            throw new IllegalArgumentException("not a proof");
        }
        List<byte[]> path = new ArrayList<>();
        lines.subList(2, blank).forEach(line -> path.add(Base64.getDecoder().decode(line)));
        byte[] root = Base64.getDecoder().decode(lines.get(blank + 3));
        return new Proof(
                Long.parseLong(lines.get(1).substring("index ".length())),
                path,
                Long.parseLong(lines.get(blank + 2)),
                Digest.of(Digest.Algorithm.SHA256, root).toString());
    }

    /**
     * Whether the hashes lead from the record, as it stands in the log, to the root of the
     * checkpoint.
     */
    public boolean holds(Json.Obj printed) {
        Map<String, Json> members = new LinkedHashMap<>(printed.members());
        members.remove("proof");
        members.remove("bodies");
        byte[] leaf = Merkle.leaf(JsonWriter.canonicalBytes(new Json.Obj(members)));
        return Merkle.includes(
                leaf,
                index,
                size,
                path,
                HexFormat.of().parseHex(root.substring(root.indexOf(':') + 1)));
    }
}
