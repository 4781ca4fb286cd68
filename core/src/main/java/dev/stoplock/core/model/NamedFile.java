package dev.stoplock.core.model;

/**
 * A granted file that an argument of a call names, as it was when the call was forwarded; {@code
 * pointer} is the JSON Pointer of the argument.
 */
public sealed interface NamedFile {

    /** As much as is judged of one request: a longer one leaves in none. Bytes. */
    int LONGEST = 16 << 20;

    String pointer();

    /** Its length in bytes, and their SHA-256. */
    record Read(String pointer, long size, Digest digest) implements NamedFile {}

    /** One that explains nothing, since the gate could not read it; {@code why} says what it is. */
    record Unread(String pointer, String why) implements NamedFile {}
}
