package dev.stoplock.gate.port;

import dev.stoplock.core.model.Digest;

/**
 * A body on its way into the ledger: the salted digest that a record names it by, and the bytes
 * that become durable with that record. They are empty where the body is durable already.
 */
public record Enclosed(Digest digest, byte[] bytes) {}
