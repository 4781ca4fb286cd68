package dev.stoplock.core.wire.http1;

/** A response's status, reason phrase and fields. */
public record ResponseHead(int status, String reason, Fields fields) {}
