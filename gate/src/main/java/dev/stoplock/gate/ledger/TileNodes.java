package dev.stoplock.gate.ledger;

import dev.stoplock.core.audit.Entries;
import dev.stoplock.core.audit.GrowingTree;
import dev.stoplock.core.audit.Merkle;
import dev.stoplock.core.audit.Tile;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The hashes and entries of a log of one size, read from its files. A file that vanished is a
 * NoSuchFileException.
 */
final class TileNodes implements Merkle.Nodes<IOException> {

    private final Layout layout;
    private final long size;
    private final Map<Tile, byte[]> read = new HashMap<>();

    TileNodes(Layout layout, long size) {
        this.layout = layout;
        this.size = size;
    }

    @Override
    public byte[] at(int height, long index) throws IOException {
        int level = height / 8;
        int within = height % 8;
        long start = index << within;
        Tile tile = Tile.holding(level, start, size);
        byte[] bytes = hashes(tile);
        int from = (int) (start % Tile.FULL);
        GrowingTree subtree = new GrowingTree();
        for (int i = from; i < from + (1 << within); i++) {
            subtree.append(
                    Arrays.copyOfRange(bytes, i * Merkle.HASH_BYTES, (i + 1) * Merkle.HASH_BYTES));
        }
        return subtree.root();
    }

    /** The tile's bytes; an IOException where its file is not of the size it must have. */
    byte[] hashes(Tile tile) throws IOException {
        byte[] known = read.get(tile);
        if (known != null) {
            return known;
        }
        byte[] bytes = Files.readAllBytes(layout.tile(tile));
        if (bytes.length != tile.width() * Merkle.HASH_BYTES) {
            throw new IOException("log/" + tile.path() + " has " + bytes.length + " bytes");
        }
        read.put(tile, bytes);
        return bytes;
    }

    /** The entries of one bundle. */
    List<byte[]> entries(Tile bundle) throws IOException, Refused {
        if (Entries.split(Files.readAllBytes(layout.tile(bundle)))
                        instanceof Entries.Read.Whole(List<byte[]> entries)
                && entries.size() == bundle.width()) {
            return entries;
        }
        throw Inconsistent.because(
                "log/" + bundle.path() + " does not hold " + bundle.width() + " whole records");
    }
}
