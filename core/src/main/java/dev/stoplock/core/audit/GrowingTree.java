package dev.stoplock.core.audit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A Merkle tree that grows leaf by leaf and remembers only its right edge: the unfinished tile of
 * each level. That edge is enough for the root. Not safe for several threads.
 */
public final class GrowingTree {

    /** One tile and what its file holds. */
    public record Filled(Tile tile, byte[] bytes) {}

    private final List<List<byte[]>> edge = new ArrayList<>();
    private long size;

    public GrowingTree() {}

    /**
     * A tree of {@code size} leaves from its unfinished tiles; {@code edge} answers with the bytes
     * of each tile it is asked for.
     */
    public static <X extends Exception> GrowingTree resume(long size, Edge<X> edge) throws X {
        GrowingTree tree = new GrowingTree();
        tree.size = size;
        for (Tile tile : Tile.partials(size)) {
            if (tile.level() != Tile.ENTRIES) {
                List<byte[]> hashes = Merkle.slices(edge.bytes(tile));
                if (hashes.size() != tile.width()) {
                    throw new IllegalArgumentException(
                            tile.path() + " holds " + hashes.size() + " hashes");
                }
                tree.level(tile.level()).addAll(hashes);
            }
        }
        return tree;
    }

    /** Where the bytes of an unfinished tile come from. */
    public interface Edge<X extends Exception> {
        byte[] bytes(Tile tile) throws X;
    }

    public long size() {
        return size;
    }

    /** Adds a leaf by its hash; the result is the tiles it completed, lowest first. */
    public List<Filled> append(byte[] leafHash) {
        List<Filled> completed = new ArrayList<>();
        byte[] hash = leafHash;
        for (int level = 0; ; level++) {
            List<byte[]> row = level(level);
            row.add(hash);
            if (row.size() < Tile.FULL) {
                break;
            }
            completed.add(
                    new Filled(new Tile(level, size >> (8 * (level + 1)), Tile.FULL), join(row)));
            hash = Merkle.subtree(row);
            row.clear();
        }
        size++;
        return completed;
    }

    /** The unfinished tile of each level that has one. */
    public List<Filled> partials() {
        List<Filled> out = new ArrayList<>();
        for (Tile tile : Tile.partials(size)) {
            if (tile.level() != Tile.ENTRIES) {
                out.add(new Filled(tile, join(level(tile.level()))));
            }
        }
        return out;
    }

    /** The hashes of the last {@code size mod 256} leaves. */
    public List<byte[]> lastLeaves() {
        return List.copyOf(level(0));
    }

    public byte[] root() {
        List<byte[]> peaks = new ArrayList<>();
        for (List<byte[]> row : edge.reversed()) {
            int from = 0;
            while (from < row.size()) {
                int width = Integer.highestOneBit(row.size() - from);
                peaks.add(Merkle.subtree(row.subList(from, from + width)));
                from += width;
            }
        }
        if (peaks.isEmpty()) {
            return Merkle.empty();
        }
        byte[] hash = peaks.removeLast();
        while (!peaks.isEmpty()) {
            hash = Merkle.node(peaks.removeLast(), hash);
        }
        return hash;
    }

    private List<byte[]> level(int level) {
        while (edge.size() <= level) {
            edge.add(new ArrayList<>());
        }
        return edge.get(level);
    }

    private static byte[] join(List<byte[]> hashes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(hashes.size() * Merkle.HASH_BYTES);
        hashes.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
