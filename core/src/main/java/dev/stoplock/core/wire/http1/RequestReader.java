package dev.stoplock.core.wire.http1;

/** Reads the requests of one connection, one after the other: bytes in, steps out. */
public interface RequestReader {

    void feed(byte[] bytes, int offset, int length);

    /** Whether bytes of a request that is not whole yet have been read. */
    boolean isMidway();

    /**
     * Answers the first {@code WantsRoom} of a request: its body is not held, but handed out piece
     * by piece, and may have up to {@code limit} bytes. Not of a body that is coded.
     */
    void inPieces(long limit);

    HttpStep next();
}
