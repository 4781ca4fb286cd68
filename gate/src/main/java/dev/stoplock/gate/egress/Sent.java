package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.wire.http1.ResponseHead;

/** What became of a request that was let go. */
sealed interface Sent {

    /** The upstream answered; {@code hops} says how it was reached. */
    record Answered(ResponseHead head, byte[] body, String hops) implements Sent {}

    /** Nothing of it was sent, because of a rule about the way out. */
    record NotAllowed(Refusal refusal) implements Sent {}

    /** Nothing of it was sent. */
    record Failed(String sentence) implements Sent {}

    /** Some or all of it was sent, and no readable answer came: it may have left. */
    record Unknown(String sentence, String hops) implements Sent {}
}
