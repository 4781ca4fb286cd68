package dev.stoplock.gate.ledger;

import dev.stoplock.core.audit.Checkpoint;
import dev.stoplock.core.audit.Entries;
import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.audit.GrowingTree;
import dev.stoplock.core.audit.Merkle;
import dev.stoplock.core.audit.NoteKey;
import dev.stoplock.core.audit.Tile;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Digest;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;

/**
 * A check of every byte under {@code log/} and of every body that a record names, against the
 * signed checkpoint.
 */
public final class Verifier {

    private final Layout layout;
    private int erased;

    private Verifier(Layout layout) {
        this.layout = layout;
    }

    /**
     * Checks the ledger; of one that is being written to, the part that was signed when the check
     * began.
     */
    public static Verification verify(Path directory, Path keys) throws IOException {
        Layout layout = new Layout(directory.toAbsolutePath());
        NoteKey key;
        try {
            key = SigningKey.openHalf(keys.toAbsolutePath());
        } catch (Refused e) {
            return new Verification.Bad(e.refusal().sentence());
        }
        while (true) {
            byte[] note;
            try {
                note = Files.readAllBytes(layout.checkpoint());
            } catch (NoSuchFileException e) {
                return new Verification.Bad("log/checkpoint is missing");
            }
            Verification result = verify(layout, key, note);
            boolean replaced =
                    !Files.exists(layout.checkpoint())
                            || !Arrays.equals(note, Files.readAllBytes(layout.checkpoint()));
            if (result instanceof Verification.Good || !replaced) {
                return result;
            }
        }
    }

    private static Verification verify(Layout layout, NoteKey key, byte[] note) throws IOException {
        return switch (Checkpoint.open(new String(note, StandardCharsets.UTF_8), key)) {
            case Checkpoint.Opened.Bad(String sentence) ->
                    new Verification.Bad("log/checkpoint: " + sentence);
            case Checkpoint.Opened.Good(Checkpoint checkpoint) -> {
                try {
                    yield new Verifier(layout).all(checkpoint);
                } catch (Wrong e) {
                    yield new Verification.Bad(String.valueOf(e.getMessage()));
                } catch (NoSuchFileException e) {
                    yield new Verification.Bad(
                            layout.directory().relativize(Path.of(e.getFile())) + " is missing");
                }
            }
        };
    }

    /** Ends a check with its one sentence. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String sentence) {
            super(sentence, null, false, false);
        }
    }

    private Verification all(Checkpoint checkpoint) throws IOException, Wrong {
        long size = checkpoint.size();
        boolean segment = Files.exists(layout.segment());
        GrowingTree tree = new GrowingTree();
        while (tree.size() < size) {
            bundle(Tile.holding(Tile.ENTRIES, tree.size(), size), tree);
        }
        for (GrowingTree.Filled partial : tree.partials()) {
            same(partial);
        }
        if (!Arrays.equals(tree.root(), checkpoint.rootBytes())) {
            throw new Wrong(
                    "the records and tiles in log/ fit together, but not with the root that log/checkpoint states");
        }
        noOthers(size, segment);
        long waiting = segment ? waiting(size) : 0;
        return new Verification.Good(size, checkpoint.root(), erased, segment, waiting);
    }

    private void bundle(Tile bundle, GrowingTree tree) throws IOException, Wrong {
        long index = tree.size();
        Tile hashes = new Tile(0, bundle.index(), bundle.width());
        byte[] expected = Files.readAllBytes(layout.tile(hashes));
        if (expected.length != hashes.width() * Merkle.HASH_BYTES) {
            throw new Wrong(
                    "log/"
                            + hashes.path()
                            + " has "
                            + expected.length
                            + " bytes: it was cut or extended");
        }
        List<byte[]> entries =
                switch (Entries.split(Files.readAllBytes(layout.tile(bundle)))) {
                    case Entries.Read.Torn(int whole) ->
                            throw new Wrong(
                                    "record "
                                            + (index + whole)
                                            + ": log/"
                                            + bundle.path()
                                            + " ends inside it");
                    case Entries.Read.Whole(List<byte[]> whole) -> whole;
                };
        for (int i = 0; i < Math.min(entries.size(), bundle.width()); i++) {
            byte[] leaf = Merkle.leaf(entries.get(i));
            if (!Arrays.equals(
                    leaf, 0, leaf.length, expected, i * leaf.length, (i + 1) * leaf.length)) {
                throw new Wrong(
                        "record "
                                + (index + i)
                                + ": log/"
                                + bundle.path()
                                + " and its hash in log/"
                                + hashes.path()
                                + " do not belong together");
            }
            record(index + i, entries.get(i));
            for (GrowingTree.Filled full : tree.append(leaf)) {
                same(full);
            }
        }
        if (entries.size() != bundle.width()) {
            throw new Wrong(
                    "record "
                            + (index + Math.min(entries.size(), bundle.width()))
                            + ": log/"
                            + bundle.path()
                            + " holds "
                            + entries.size()
                            + " records instead of "
                            + bundle.width());
        }
    }

    private void same(GrowingTree.Filled expected) throws IOException, Wrong {
        if (!Arrays.equals(Files.readAllBytes(layout.tile(expected.tile())), expected.bytes())) {
            throw new Wrong(
                    "log/" + expected.tile().path() + " is not what the records below it hash to");
        }
    }

    private void record(long index, byte[] entry) throws IOException, Wrong {
        AuditRecord record =
                switch (EventCodec.read(entry)) {
                    case EventCodec.Decoded.Unknown(String sentence) ->
                            throw new Wrong("record " + index + ": " + sentence);
                    case EventCodec.Decoded.Known(AuditRecord known) -> known;
                };
        if (record.index() != index) {
            throw new Wrong("record " + index + " says that it is record " + record.index());
        }
        for (Digest digest : EventCodec.bodies(record.event())) {
            switch (Bodies.of(layout.directory()).read(digest)) {
                case Bodies.Body.Present present -> {}
                case Bodies.Body.Erased gone -> erased++;
                case Bodies.Body.Altered altered -> {
                    if (!isInSegment(digest)) {
                        throw new Wrong(
                                "record "
                                        + index
                                        + ": its body "
                                        + layout.directory().relativize(layout.body(digest))
                                        + " was altered");
                    }
                }
            }
        }
    }

    /**
     * A power cut may maim the file of a body that the segment still holds; the next start mends
     * it.
     */
    private boolean isInSegment(Digest digest) throws IOException {
        if (!Files.exists(layout.segment())
                || !(WriteAhead.read(layout.segment()) instanceof WriteAhead.Segment.Whole whole)) {
            return false;
        }
        return whole.bodies().stream()
                .anyMatch(body ->
                        Digest.of(digest.algorithm(), digest.algorithm().start().digest(body))
                                .equals(digest));
    }

    /**
     * Nothing but the log's own files may lie in log/; where a segment exists, also tiles of a
     * checkpoint before or after this one.
     */
    private void noOthers(long size, boolean segment) throws IOException, Wrong {
        StringBuilder found = new StringBuilder();
        Files.walkFileTree(
                layout.log(),
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        String path = layout.log().relativize(file).toString();
                        Tile tile = Tile.parse(path);
                        boolean known =
                                path.equals("checkpoint")
                                        || (tile != null && (segment || tile.belongsTo(size)));
                        if (attributes.isRegularFile() && known) {
                            return FileVisitResult.CONTINUE;
                        }
                        found.append(path);
                        return FileVisitResult.TERMINATE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e)
                            throws IOException {
                        if (e instanceof NoSuchFileException && segment) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
        if (!found.isEmpty()) {
            throw new Wrong("log/" + found + " is not part of the log");
        }
    }

    private long waiting(long size) throws IOException, Wrong {
        try {
            return switch (WriteAhead.read(layout.segment())) {
                case WriteAhead.Segment.Damaged(String sentence) -> throw new Wrong(sentence);
                case WriteAhead.Segment.Whole whole ->
                        Math.max(0, whole.first() + whole.entries().size() - size);
            };
        } catch (NoSuchFileException e) {
            return 0; // the gate stopped in the meantime
        }
    }
}
