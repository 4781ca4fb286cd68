package dev.stoplock.core.effect;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.wire.http1.RequestHead;

/** One request as it would leave (canonical head, decoded body) and where it is going. */
public record Exchange(Destination destination, RequestHead head, byte[] body) {}
