package dev.stoplock.core.wire.http1;

import org.jspecify.annotations.Nullable;

/** A body being read under one framing and one limit (bytes), and taken piece by piece or whole. */
final class Body {

    private final Framing framing;
    private final @Nullable ChunkedBody chunks;
    private final Pieces held = new Pieces();
    private long limit;
    private long length;
    private boolean done;
    private @Nullable String wrong;

    Body(Framing framing, long limit, boolean reply) {
        this.framing = framing;
        this.limit = limit;
        this.chunks = framing instanceof Framing.Chunked ? new ChunkedBody(reply) : null;
        this.wrong = framing instanceof Framing.Ambiguous(String reason) ? reason : null;
    }

    /** From now on another limit holds. */
    void limit(long bytes) {
        limit = bytes;
    }

    @Nullable String wrong() {
        return wrong;
    }

    boolean done() {
        return done;
    }

    /** How many bytes are held: read, and not taken yet. */
    int held() {
        return held.size();
    }

    /** What has been read since the last time; all of it, where nothing was taken before. */
    byte[] bytes() {
        return held.taken();
    }

    /** How long the whole is, where its framing says so in advance; else -1. */
    long announced() {
        return framing instanceof Framing.Length(long bytes) ? bytes : -1;
    }

    /** Takes what it can; {@code ended} says that the peer has closed its side. */
    void take(Input input, boolean ended) {
        if (wrong != null || done) {
            return;
        }
        switch (framing) {
            case Framing.None() -> done = true;
            case Framing.Length(long bytes) -> {
                if (bytes > limit) {
                    wrong = tooLong(limit);
                    return;
                }
                move(input, bytes - length);
                done = length == bytes;
            }
            case Framing.Chunked() -> {
                ChunkedBody chunked = java.util.Objects.requireNonNull(chunks);
                wrong = chunked.take(input, held, limit);
                done = wrong == null && chunked.done();
            }
            case Framing.UntilClose() -> {
                if (length + input.available() > limit) {
                    wrong = tooLong(limit);
                    return;
                }
                move(input, input.available());
                done = ended;
            }
            case Framing.Ambiguous(String reason) -> wrong = reason;
        }
    }

    private void move(Input input, long most) {
        int n = (int) Math.min(most, input.available());
        held.move(input, n);
        length += n;
    }

    static String tooLong(long limit) {
        return "its body is over " + limit + " bytes";
    }
}
