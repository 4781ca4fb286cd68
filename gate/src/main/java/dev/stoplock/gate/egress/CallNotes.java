package dev.stoplock.gate.egress;

import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.gate.port.Leases;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the call of an exchange is to be told of its way; nothing where it has no call. */
record CallNotes(Leases leases) {

    /** It left, whatever else is tried. */
    void sent(@Nullable CallId call, String sentence) {
        if (call != null) {
            leases.step(book -> {
                book.sent(call, sentence);
                return sentence;
            });
        }
    }

    /**
     * {@code host} answered with this, or goes on with it; it may come back in the call's answer.
     */
    void replied(@Nullable CallId call, String host, byte[] body) {
        if (call != null) {
            String text = new String(body, StandardCharsets.UTF_8);
            leases.step(book -> {
                book.replied(call, host, text);
                return text;
            });
        }
    }

    /** It is about to pass the door. What was not noted here before has not passed. */
    void outward(@Nullable CallId call, EffectId effect) {
        if (call != null) {
            leases.step(book -> {
                book.outward(call, effect);
                return effect;
            });
        }
    }
}
