package dev.stoplock.core.wire.http1;

import org.jspecify.annotations.Nullable;

/** A body being read under one framing and one limit (bytes). */
final class Body {

    private final Framing framing;
    private final int limit;
    private final @Nullable ChunkedBody chunks;
    private byte[] whole = new byte[0];
    private boolean done;
    private @Nullable String wrong;

    Body(Framing framing, int limit) {
        this.framing = framing;
        this.limit = limit;
        this.chunks = framing instanceof Framing.Chunked ? new ChunkedBody(limit) : null;
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

    byte[] bytes() {
        return whole;
    }

    /** Takes what it can; {@code ended} says that the peer has closed its side. */
    void take(Input input, boolean ended) {
        if (wrong != null || done) {
            return;
        }
        switch (framing) {
            case Framing.None() -> done = true;
            case Framing.Length(long bytes) -> {
                if (input.available() >= bytes) {
                    whole = input.take((int) bytes);
                    done = true;
                }
            }
            case Framing.Chunked() -> {
                ChunkedBody chunked = java.util.Objects.requireNonNull(chunks);
                wrong = chunked.take(input);
                if (wrong == null && chunked.done()) {
                    whole = chunked.bytes();
                    done = true;
                }
            }
            case Framing.UntilClose() -> {
                if (input.available() > limit) {
                    wrong = "its body is over " + limit + " bytes";
                } else if (ended) {
                    whole = input.take(input.available());
                    done = true;
                }
            }
            case Framing.Ambiguous(String reason) -> wrong = reason;
        }
    }
}
