package dev.stoplock.core.wire.mime;

/** A message as its tree of parts, or why it has no single reading. */
public sealed interface MimeResult {

    record Parsed(MimePart message) implements MimeResult {}

    /** {@code reason} is one line without bytes of the message. */
    record Refused(String reason) implements MimeResult {}
}
