package dev.stoplock.gate.ledger;

import static java.nio.file.StandardOpenOption.WRITE;

import dev.stoplock.core.audit.Entries;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * The write-ahead segment: one frame for each group of records that became durable together. Used
 * by one thread.
 *
 * <p>A frame is the payload's length (4 bytes), the first record's index (8), CRC-32C over both
 * (4), the payload in the form of {@link Entries}, CRC-32C over it (4), and the byte 0xA5. Where
 * the index has its highest bit set, bodies stand in the payload before the records: how many (4),
 * and of each its length (4) and its bytes with their salt. Since a group is acknowledged only
 * after its frame was synced, only the last frame can be incomplete, and nobody was told of it.
 * Incomplete means that bytes are missing or, where a file system extended the file before it wrote
 * it, zero up to the end; a frame that is whole and wrong was changed.
 */
final class WriteAhead implements AutoCloseable {

    private static final int HEAD = 16;
    private static final int TAIL = 5;
    private static final byte MARK = (byte) 0xA5;
    private static final long BODIES = Long.MIN_VALUE;

    /** What a segment holds. */
    sealed interface Segment {

        /**
         * Records from {@code first} on and the bodies that became durable with them, in {@code
         * wholeBytes} bytes of whole frames; {@code cutBytes} follow of one that is not whole.
         */
        record Whole(
                long first,
                List<byte[]> entries,
                List<byte[]> bodies,
                long wholeBytes,
                long cutBytes)
                implements Segment {}

        /** Something stands in it that no crash leaves behind. */
        record Damaged(String sentence) implements Segment {}
    }

    private final Path file;
    private final FileChannel channel;

    private WriteAhead(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Opens an existing segment for appending and cuts off what follows its whole frames. */
    static WriteAhead open(Path file, long wholeBytes) throws IOException {
        FileChannel channel = FileChannel.open(file, Set.of(WRITE));
        try {
            channel.truncate(wholeBytes);
            channel.position(wholeBytes);
            channel.force(true);
            return new WriteAhead(file, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Appends one group with its bodies; on return it is durable. After an exception the segment
     * must not be used again.
     */
    void append(long first, List<byte[]> entries, List<byte[]> bodies) throws IOException {
        byte[] records = Entries.join(entries);
        int before = bodies.isEmpty() ? 0 : 4;
        for (byte[] body : bodies) {
            before = Math.addExact(before, 4 + body.length);
        }
        int length = Math.addExact(before, records.length);
        ByteBuffer frame = ByteBuffer.allocate(Math.addExact(length, HEAD + TAIL));
        frame.putInt(length).putLong(bodies.isEmpty() ? first : first | BODIES);
        frame.putInt(crc(frame.array(), 0, HEAD - 4));
        if (!bodies.isEmpty()) {
            frame.putInt(bodies.size());
            bodies.forEach(body -> frame.putInt(body.length).put(body));
        }
        frame.put(records).putInt(crc(frame.array(), HEAD, length)).put(MARK).flip();
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
        channel.force(false);
    }

    /** Empties it; durable on return, so that no old frame can turn up behind a new one. */
    void clear() throws IOException {
        channel.truncate(0);
        channel.position(0);
        channel.force(true);
    }

    void remove() throws IOException {
        channel.close();
        Files.delete(file);
        Disk.sync(Disk.folder(file));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    static Segment read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<byte[]> entries = new ArrayList<>();
        List<byte[]> bodies = new ArrayList<>();
        long first = 0;
        int at = 0;
        while (at < bytes.length) {
            int left = bytes.length - at;
            if (left < HEAD || zeroFrom(bytes, at)) {
                break;
            }
            if (in.getInt(at + HEAD - 4) != crc(bytes, at, HEAD - 4)) {
                return damaged(at, "the head of a frame is damaged");
            }
            long length = in.getInt(at);
            long index = in.getLong(at + 4) & ~BODIES;
            boolean holdsBodies = in.getLong(at + 4) < 0;
            if (length < 0) {
                return damaged(at, "a frame has no possible length");
            }
            if (left < HEAD + length + TAIL) {
                break;
            }
            int payload = at + HEAD;
            int end = payload + (int) length + TAIL;
            boolean whole =
                    bytes[end - 1] == MARK
                            && in.getInt(end - TAIL) == crc(bytes, payload, (int) length);
            if (!whole && end == bytes.length && bytes[end - 1] == 0) {
                break;
            }
            if (!whole) {
                return damaged(at, "a frame is damaged");
            }
            if (entries.isEmpty()) {
                first = index;
            } else if (index != first + entries.size()) {
                return damaged(
                        at,
                        "a frame begins at record "
                                + index
                                + " where "
                                + (first + entries.size())
                                + " is due");
            }
            int records = holdsBodies ? bodies(in, payload, end - TAIL, bodies) : payload;
            if (records < 0) {
                return damaged(at, "a frame ends inside a body");
            }
            switch (Entries.split(Arrays.copyOfRange(bytes, records, end - TAIL))) {
                case Entries.Read.Torn(int count) -> {
                    return damaged(at, "a frame ends inside a record");
                }
                case Entries.Read.Whole(List<byte[]> group) -> entries.addAll(group);
            }
            at = end;
        }
        return new Segment.Whole(first, entries, bodies, at, bytes.length - at);
    }

    /**
     * Where the records begin behind the bodies, which are added to {@code bodies}; -1 if nowhere.
     */
    private static int bodies(ByteBuffer in, int payload, int end, List<byte[]> bodies) {
        int at = payload + 4;
        int count = end - payload < 4 ? -1 : in.getInt(payload);
        for (int i = 0; i < count; i++) {
            int length = end - at < 4 ? -1 : in.getInt(at);
            if (length < 0 || end - at - 4 < length) {
                return -1;
            }
            bodies.add(Arrays.copyOfRange(in.array(), at + 4, at + 4 + length));
            at += 4 + length;
        }
        return count < 0 ? -1 : at;
    }

    private static Segment damaged(int at, String what) {
        return new Segment.Damaged(what + " at byte " + at + " of wal/segment");
    }

    private static boolean zeroFrom(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
