package dev.stoplock.gate.egress;

import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.gate.port.Leases;
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
