package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.policy.Judgement;

/**
 * One thing that asks to leave, in the words of its own protocol. {@code R} is what goes back to
 * the server.
 */
interface Passage<R> {

    Destination destination();

    /** A short name as records have it: {@code POST /email}, {@code SMTP mail}. */
    String described();

    /** How long the body that is judged is, in bytes. */
    long size();

    /** How much of it goes on besides, looked through for secrets and not judged, in bytes. */
    default long unseen() {
        return 0;
    }

    /** What it would do. */
    Reading read();

    /** Its bytes as they are stored: as judged, with no credential in them. */
    byte[] kept(Judgement judgement);

    /** Sends it on, as judged. {@code atTheDoor} is run before anything of it can leave. */
    Sent<R> forward(Judgement judgement, Runnable atTheDoor);

    /** What the server reads in what goes back to it: that may come back in the call's answer. */
    byte[] text(R back);

    /** The refusal as its protocol says it; {@code last} ends the connection. */
    R refused(RuleId rule, String sentence, boolean last);

    /** The world, not a rule, failed. */
    R failed(RuleId rule, String sentence);
}
