package dev.stoplock.core.wire.smtp;

import dev.stoplock.core.wire.text.CrlfInput;
import org.jspecify.annotations.Nullable;

/** The taking in of one message: by DATA to its dot, or by BDAT chunk after chunk (RFC 3030, 2). */
final class Intake {

    private final MessageData data;
    private final long limit;
    private final boolean chunks;
    private long left;
    private boolean lastChunk;

    private Intake(long limit, boolean chunks) {
        this.data = new MessageData(limit, !chunks);
        this.limit = limit;
        this.chunks = chunks;
    }

    static Intake byData(long limit) {
        return new Intake(limit, false);
    }

    static Intake inChunks(long limit) {
        return new Intake(limit, true);
    }

    /** What stands behind BDAT; null where it cannot be read. */
    record Chunk(long size, boolean last) {

        static @Nullable Chunk read(String rest) {
            String[] words = rest.split(" ", -1);
            boolean last = words.length == 2 && words[1].equalsIgnoreCase("LAST");
            return words[0].matches("[0-9]{1,12}") && (words.length == 1 || last)
                    ? new Chunk(Long.parseLong(words[0]), last)
                    : null;
        }
    }

    /** Expects one more chunk, or says why it cannot. */
    @Nullable Fault expect(Chunk chunk) {
        if (chunk.size() > limit - data.size()) {
            return fault(MessageData.Wrong.TOO_LONG);
        }
        left = chunk.size();
        lastChunk = chunk.last();
        return null;
    }

    @Nullable Fault take(CrlfInput input) {
        if (chunks) {
            int here = (int) Math.min(left, input.available());
            data.take(input, here);
            left -= here;
        } else {
            data.take(input, Long.MAX_VALUE);
        }
        MessageData.Wrong wrong = data.wrong();
        if (wrong != null) {
            return fault(wrong);
        }
        // by DATA it could only go on with an end put to it
        return chunks && isWhole() && !data.isAtLineStart()
                ? Fault.last(554, "5.6.0", "wire.smtp-line", "a mail's last line has no end")
                : null;
    }

    long size() {
        return data.size();
    }

    boolean isChunkTaken() {
        return chunks && left == 0;
    }

    boolean isWhole() {
        return chunks ? left == 0 && lastChunk : data.done();
    }

    byte[] message() {
        return data.bytes();
    }

    private Fault fault(MessageData.Wrong wrong) {
        return switch (wrong) {
            case TOO_LONG ->
                    Fault.last(
                            552, "5.3.4", "wire.smtp-size", "a mail is over " + limit + " octets");
            case BARE ->
                    Fault.last(
                            554,
                            "5.6.0",
                            "wire.smtp-line",
                            "a mail holds a CR or LF on its own, where servers see different ends");
            case NUL -> Fault.last(554, "5.6.0", "wire.smtp-line", "a mail holds NUL");
            case LINE ->
                    Fault.last(554, "5.6.0", "wire.smtp-line", "a mail has a line over 998 octets");
        };
    }
}
