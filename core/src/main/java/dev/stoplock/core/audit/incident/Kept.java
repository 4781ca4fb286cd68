package dev.stoplock.core.audit.incident;

import dev.stoplock.core.model.Digest;

/** What is still there of a body. */
public sealed interface Kept {

    /** The bytes as they were kept. */
    record Present(byte[] bytes) implements Kept {}

    /** It was erased. */
    record Erased() implements Kept {}

    /** Where bodies come from. */
    interface Bodies<X extends Exception> {
        Kept at(Digest digest) throws X;
    }
}
