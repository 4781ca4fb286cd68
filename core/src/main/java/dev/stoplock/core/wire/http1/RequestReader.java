package dev.stoplock.core.wire.http1;

/** Reads the requests of one connection, one after the other: bytes in, steps out. */
public interface RequestReader {

    void feed(byte[] bytes, int offset, int length);

    /** Whether bytes of a request that is not whole yet have been read. */
    boolean isMidway();

    HttpStep next();
}
