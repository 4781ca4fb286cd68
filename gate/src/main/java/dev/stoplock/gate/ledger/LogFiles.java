package dev.stoplock.gate.ledger;

import dev.stoplock.core.audit.GrowingTree;
import dev.stoplock.core.audit.Tile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files under {@code log/}, as their only writer changes them: tiles first, then the checkpoint
 * that needs them.
 */
record LogFiles(Layout layout) {

    /** Puts the files in place; durable on return. */
    void put(List<GrowingTree.Filled> files) throws IOException {
        Set<Path> touched = new LinkedHashSet<>();
        for (GrowingTree.Filled file : files) {
            Path target = layout.tile(file.tile());
            Path folder = Disk.folder(target);
            Disk.directory(folder);
            Disk.replace(layout.fresh(), target, file.bytes());
            touched.add(folder);
        }
        for (Path folder : touched) {
            Disk.sync(folder);
        }
    }

    /** Puts the signed checkpoint in place; durable on return. */
    void sign(String note) throws IOException {
        Disk.replace(layout.fresh(), layout.checkpoint(), note.getBytes(StandardCharsets.UTF_8));
        Disk.sync(layout.log());
    }

    /**
     * Removes the partial tiles of a log of {@code old} entries that one of {@code now} has
     * outgrown.
     */
    void removeOutgrown(long old, long now) throws IOException {
        for (Tile tile : Tile.partials(old)) {
            if (!tile.belongsTo(now)) {
                remove(layout.tile(tile));
            }
        }
    }

    /** Removes every partial tile, whatever crash left it, that is not of a log of {@code size}. */
    void removeStale(long size) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(layout.log())) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Tile tile = Tile.parse(layout.log().relativize(file).toString());
            if (tile != null && tile.partial() && !tile.belongsTo(size)) {
                remove(file);
            }
        }
    }

    private static void remove(Path file) throws IOException {
        Files.deleteIfExists(file);
        try {
            Files.deleteIfExists(Disk.folder(file));
        } catch (DirectoryNotEmptyException e) {
            return; // another width of the same tile still lies there
        }
    }
}
