package dev.stoplock.gate.ledger;

import dev.stoplock.core.audit.Checkpoint;
import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.audit.GrowingTree;
import dev.stoplock.core.audit.Merkle;
import dev.stoplock.core.audit.NoteKey;
import dev.stoplock.core.audit.Tile;
import dev.stoplock.core.audit.Unfinished;
import dev.stoplock.core.model.Event;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an existing ledger's files amount to when it is opened: the signed log's end, and the
 * durable records that no checkpoint covers yet, with the bodies whose files may not be durable.
 * Files that do not fit together are a refusal that says which part is the newer one.
 */
record Recovery(
        Book book,
        Unfinished unfinished,
        List<Event> endings,
        List<byte[]> bodies,
        long signed,
        long wholeBytes,
        long cutBytes,
        boolean crashed) {

    static Recovery read(Layout layout, NoteKey key) throws IOException, Refused {
        boolean crashed = Files.exists(layout.segment());
        try {
            long signed = 0;
            Book book = new Book(new GrowingTree(), List.of());
            if (Files.exists(layout.checkpoint())) {
                Checkpoint checkpoint = checkpoint(layout, key);
                signed = checkpoint.size();
                book = signedEnd(layout, checkpoint);
            }
            Unfinished unfinished = new Unfinished();
            if (crashed || Files.exists(layout.unfinished())) {
                readBack(layout, signed, unfinished);
            }
            if (!crashed) {
                return new Recovery(
                        book, unfinished, unfinished.endings(), List.of(), signed, 0, 0, false);
            }
            WriteAhead.Segment.Whole segment = segment(layout);
            if (segment.entries().isEmpty() && signed == 0 && anyTile(layout)) {
                throw Inconsistent.because(
                        "log/ holds tiles, but there is neither a checkpoint nor a record in wal/segment");
            }
            replay(layout, segment, signed, book, unfinished);
            return new Recovery(
                    book,
                    unfinished,
                    unfinished.endings(),
                    segment.bodies(),
                    signed,
                    segment.wholeBytes(),
                    segment.cutBytes(),
                    true);
        } catch (NoSuchFileException e) {
            Path missing = Path.of(e.getFile());
            throw Inconsistent.because(
                    "the checkpoint is newer than its files: "
                            + layout.directory().relativize(missing)
                            + " is missing");
        }
    }

    static boolean anyTile(Layout layout) throws IOException {
        if (!Files.isDirectory(layout.log())) {
            return false;
        }
        try (Stream<Path> files = Files.walk(layout.log())) {
            return files.anyMatch(Files::isRegularFile);
        }
    }

    private static Checkpoint checkpoint(Layout layout, NoteKey key) throws IOException, Refused {
        String note =
                new String(
                        Files.readAllBytes(layout.checkpoint()),
                        java.nio.charset.StandardCharsets.UTF_8);
        return switch (Checkpoint.open(note, key)) {
            case Checkpoint.Opened.Bad(String sentence) ->
                    throw Inconsistent.because("log/checkpoint: " + sentence);
            case Checkpoint.Opened.Good(Checkpoint checkpoint) -> checkpoint;
        };
    }

    private static Book signedEnd(Layout layout, Checkpoint checkpoint)
            throws IOException, Refused {
        long size = checkpoint.size();
        TileNodes nodes = new TileNodes(layout, size);
        GrowingTree tree = GrowingTree.<IOException>resume(size, nodes::hashes);
        if (!MessageDigest.isEqual(tree.root(), checkpoint.rootBytes())) {
            throw Inconsistent.because(
                    "the tiles in log/ do not add up to the signed root of " + size + " records");
        }
        if (size % Tile.FULL == 0) {
            return new Book(tree, List.of());
        }
        Tile last = Tile.holding(Tile.ENTRIES, size - 1, size);
        List<byte[]> entries = nodes.entries(last);
        List<byte[]> hashes = tree.lastLeaves();
        for (int i = 0; i < entries.size(); i++) {
            if (!MessageDigest.isEqual(Merkle.leaf(entries.get(i)), hashes.get(i))) {
                throw Inconsistent.because(
                        "record "
                                + (last.index() * Tile.FULL + i)
                                + " in log/"
                                + last.path()
                                + " is not the one that was signed");
            }
        }
        return new Book(tree, entries);
    }

    private static WriteAhead.Segment.Whole segment(Layout layout) throws IOException, Refused {
        return switch (WriteAhead.read(layout.segment())) {
            case WriteAhead.Segment.Damaged(String sentence) ->
                    throw Inconsistent.because(
                            sentence
                                    + "; the signed log is whole, the records after it are in doubt");
            case WriteAhead.Segment.Whole whole -> whole;
        };
    }

    private static void replay(
            Layout layout,
            WriteAhead.Segment.Whole segment,
            long signed,
            Book book,
            Unfinished unfinished)
            throws IOException, Refused {
        if (!segment.entries().isEmpty() && segment.first() > signed) {
            throw Inconsistent.because(
                    "the write-ahead segment is newer than the log: it begins at record "
                            + segment.first()
                            + ", and the signed log ends before record "
                            + signed);
        }
        TileNodes nodes = new TileNodes(layout, signed);
        long index = segment.first();
        for (byte[] entry : segment.entries()) {
            if (!(EventCodec.read(entry) instanceof EventCodec.Decoded.Known(var record))
                    || record.index() != index) {
                throw Inconsistent.because("record " + index + " in wal/segment cannot be read");
            }
            if (index >= signed) {
                book.append(entry);
                unfinished.step(record);
            } else if (!MessageDigest.isEqual(Merkle.leaf(entry), nodes.at(0, index))) {
                throw Inconsistent.because(
                        "record "
                                + index
                                + " in wal/segment is another than in the log, which was signed after it");
            }
            index++;
        }
        if (!segment.entries().isEmpty() && index < signed) {
            throw Inconsistent.because(
                    "the log is newer than the write-ahead segment, which ends before record "
                            + index
                            + " of "
                            + signed);
        }
    }

    private static void readBack(Layout layout, long signed, Unfinished unfinished)
            throws IOException, Refused {
        TileNodes nodes = new TileNodes(layout, signed);
        for (long first = 0; first < signed; first += Tile.FULL) {
            Tile bundle = Tile.holding(Tile.ENTRIES, first, signed);
            long index = first;
            for (byte[] entry : nodes.entries(bundle)) {
                if (!(EventCodec.read(entry) instanceof EventCodec.Decoded.Known(var record))
                        || record.index() != index) {
                    throw Inconsistent.because(
                            "record " + index + " in log/" + bundle.path() + " cannot be read");
                }
                unfinished.step(record);
                index++;
            }
        }
    }
}
