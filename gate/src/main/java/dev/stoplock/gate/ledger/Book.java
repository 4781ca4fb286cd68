package dev.stoplock.gate.ledger;

import dev.stoplock.core.audit.Entries;
import dev.stoplock.core.audit.GrowingTree;
import dev.stoplock.core.audit.Merkle;
import dev.stoplock.core.audit.Tile;
import java.util.ArrayList;
import java.util.List;

/**
 * The log's growing end in memory: the tree, the entries of the unfinished bundle, and the files
 * that are due. Used by one thread.
 */
final class Book {

    private final GrowingTree tree;
    private final List<byte[]> bundle;
    private final List<GrowingTree.Filled> completed = new ArrayList<>();

    Book(GrowingTree tree, List<byte[]> bundle) {
        this.tree = tree;
        this.bundle = new ArrayList<>(bundle);
    }

    long size() {
        return tree.size();
    }

    byte[] root() {
        return tree.root();
    }

    void append(byte[] entry) {
        long index = tree.size();
        bundle.add(entry);
        completed.addAll(tree.append(Merkle.leaf(entry)));
        if (bundle.size() == Tile.FULL) {
            completed.add(
                    new GrowingTree.Filled(
                            new Tile(Tile.ENTRIES, index / Tile.FULL, Tile.FULL),
                            Entries.join(bundle)));
            bundle.clear();
        }
    }

    /** Every file that a checkpoint of this size needs and the last one did not have. */
    List<GrowingTree.Filled> due() {
        List<GrowingTree.Filled> due = new ArrayList<>(completed);
        due.addAll(tree.partials());
        if (!bundle.isEmpty()) {
            due.add(
                    new GrowingTree.Filled(
                            new Tile(Tile.ENTRIES, tree.size() / Tile.FULL, bundle.size()),
                            Entries.join(bundle)));
        }
        return due;
    }

    void published() {
        completed.clear();
    }
}
