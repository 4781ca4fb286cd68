package dev.stoplock.core.audit;

import dev.stoplock.core.model.Digest;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Merkle tree of RFC 6962 section 2.1 as functions: SHA-256, a leaf hashed after a 0x00 byte, a
 * node after a 0x01 byte; making and checking of inclusion and consistency proofs (RFC 9162
 * sections 2.1.3 and 2.1.4, the same trees). A hash is 32 bytes.
 */
public final class Merkle {

    public static final int HASH_BYTES = 32;

    private Merkle() {}

    /**
     * Where the hashes of complete subtrees come from: {@code at(h, i)} covers the leaves from
     * {@code i·2^h} to {@code (i+1)·2^h}.
     */
    public interface Nodes<X extends Exception> {
        byte[] at(int height, long index) throws X;
    }

    public static byte[] leaf(byte[] entry) {
        MessageDigest digest = Digest.Algorithm.SHA256.start();
        digest.update((byte) 0);
        return digest.digest(entry);
    }

    public static byte[] node(byte[] left, byte[] right) {
        MessageDigest digest = Digest.Algorithm.SHA256.start();
        digest.update((byte) 1);
        digest.update(left);
        return digest.digest(right);
    }

    public static byte[] empty() {
        return Digest.Algorithm.SHA256.start().digest();
    }

    /** The hash over 2^n neighbouring subtree hashes. */
    static byte[] subtree(List<byte[]> hashes) {
        if (Integer.bitCount(hashes.size()) != 1) {
            throw new IllegalArgumentException(
                    "a complete subtree has 2^n children, not " + hashes.size());
        }
        List<byte[]> row = hashes;
        while (row.size() > 1) {
            List<byte[]> above = new ArrayList<>(row.size() / 2);
            for (int i = 0; i < row.size(); i += 2) {
                above.add(node(row.get(i), row.get(i + 1)));
            }
            row = above;
        }
        return row.getFirst();
    }

    public static <X extends Exception> byte[] root(long size, Nodes<X> nodes) throws X {
        return size == 0 ? empty() : range(0, size, nodes);
    }

    /**
     * The audit path of the leaf {@code index} in the tree of {@code size} leaves, from the leaf's
     * sibling upwards.
     */
    public static <X extends Exception> List<byte[]> inclusion(
            long index, long size, Nodes<X> nodes) throws X {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("no leaf " + index + " in a tree of " + size);
        }
        List<byte[]> downwards = new ArrayList<>();
        long low = 0;
        long high = size;
        while (high - low > 1) {
            long middle = low + split(high - low);
            if (index < middle) {
                downwards.add(range(middle, high, nodes));
                high = middle;
            } else {
                downwards.add(range(low, middle, nodes));
                low = middle;
            }
        }
        return downwards.reversed();
    }

    /**
     * Whether {@code path} shows that {@code leafHash} is leaf {@code index} of the tree of {@code
     * size} leaves with this root.
     */
    public static boolean includes(
            byte[] leafHash, long index, long size, List<byte[]> path, byte[] root) {
        if (index < 0 || index >= size) {
            return false;
        }
        long node = index;
        long last = size - 1;
        byte[] hash = leafHash;
        for (byte[] sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = node(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && MessageDigest.isEqual(hash, root);
    }

    /**
     * The proof that the tree of {@code size} leaves begins with the tree of its first {@code
     * older} leaves.
     */
    public static <X extends Exception> List<byte[]> consistency(
            long older, long size, Nodes<X> nodes) throws X {
        if (older < 1 || older > size) {
            throw new IllegalArgumentException(
                    "no tree of " + older + " leaves inside one of " + size);
        }
        List<byte[]> downwards = new ArrayList<>();
        long low = 0;
        long high = size;
        boolean known = true;
        while (older != high) {
            long middle = low + split(high - low);
            if (older <= middle) {
                downwards.add(range(middle, high, nodes));
                high = middle;
            } else {
                downwards.add(range(low, middle, nodes));
                low = middle;
                known = false;
            }
        }
        if (!known) {
            downwards.add(range(low, high, nodes));
        }
        return downwards.reversed();
    }

    /**
     * Whether {@code proof} shows that the tree with root {@code newRoot} begins with the one with
     * root {@code oldRoot}.
     */
    public static boolean extendsTree(
            long older, byte[] oldRoot, long size, byte[] newRoot, List<byte[]> proof) {
        if (older < 1 || older > size) {
            return false;
        }
        if (older == size) {
            return proof.isEmpty() && MessageDigest.isEqual(oldRoot, newRoot);
        }
        List<byte[]> path = new ArrayList<>(proof);
        if (Long.bitCount(older) == 1) {
            path.addFirst(oldRoot);
        }
        if (path.isEmpty()) {
            return false;
        }
        long node = older - 1;
        long last = size - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        byte[] old = path.getFirst();
        byte[] now = old;
        for (byte[] step : path.subList(1, path.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                old = node(step, old);
                now = node(step, now);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                now = node(now, step);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0
                && MessageDigest.isEqual(old, oldRoot)
                && MessageDigest.isEqual(now, newRoot);
    }

    static List<byte[]> slices(byte[] hashes) {
        if (hashes.length % HASH_BYTES != 0) {
            throw new IllegalArgumentException("not a whole number of hashes");
        }
        List<byte[]> out = new ArrayList<>(hashes.length / HASH_BYTES);
        for (int i = 0; i < hashes.length; i += HASH_BYTES) {
            out.add(Arrays.copyOfRange(hashes, i, i + HASH_BYTES));
        }
        return out;
    }

    private static <X extends Exception> byte[] range(long low, long high, Nodes<X> nodes)
            throws X {
        long width = high - low;
        if (Long.bitCount(width) == 1) {
            int height = Long.numberOfTrailingZeros(width);
            return nodes.at(height, low >> height);
        }
        long middle = low + split(width);
        return node(range(low, middle, nodes), range(middle, high, nodes));
    }

    /** The largest power of two smaller than {@code width}. */
    private static long split(long width) {
        return Long.highestOneBit(width - 1);
    }
}
