package dev.stoplock.core.wire.http1;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A body being read under one framing and one limit (bytes), and taken piece by piece or whole. */
final class Body {

    private final Framing framing;
    private final long limit;
    private final @Nullable ChunkedBody chunks;
    private ByteArrayOutputStream held = new ByteArrayOutputStream();
    private long length;
    private boolean done;
    private @Nullable String wrong;

    Body(Framing framing, long limit, boolean reply) {
        this.framing = framing;
        this.limit = limit;
        this.chunks = framing instanceof Framing.Chunked ? new ChunkedBody(limit, reply) : null;
        switch (framing) {
            case Framing.Ambiguous(String reason) -> wrong = reason;
            case Framing.Length(long bytes) ->
                    wrong = bytes > limit ? "its body is over " + limit + " bytes" : null;
            case Framing.None none -> {}
            case Framing.Chunked chunked -> {}
            case Framing.UntilClose untilClose -> {}
        }
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
        byte[] taken = held.toByteArray();
        held = new ByteArrayOutputStream();
        return taken;
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
                move(input, bytes - length);
                done = length == bytes;
            }
            case Framing.Chunked() -> {
                ChunkedBody chunked = java.util.Objects.requireNonNull(chunks);
                wrong = chunked.take(input, held);
                done = wrong == null && chunked.done();
            }
            case Framing.UntilClose() -> {
                if (length + input.available() > limit) {
                    wrong = "its body is over " + limit + " bytes";
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
        held.writeBytes(input.take(n));
        length += n;
    }
}
