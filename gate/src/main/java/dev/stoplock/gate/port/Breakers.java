package dev.stoplock.gate.port;

import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.policy.CleanCalls;
import dev.stoplock.core.policy.Leave;
import java.io.IOException;

/**
 * What the servers did so far, as far as it binds them: their limits, asked before a call is made
 * and before a mail leaves, and the tiers that their tools have reached.
 *
 * <p>Guarantees: asking and counting are one step per server, across its instances and threads, so
 * that no two pass the last place together; no restart gives a limit back. Throws where what was
 * counted before is not known: then nothing may go on.
 */
public interface Breakers {

    /** Asks to make a call of a tool; {@code same} is equal for identical calls. */
    Leave call(ServerPolicy policy, String tool, String same) throws IOException;

    /** Asks to let go a request with that many mails, at least one. */
    Leave mails(ServerPolicy policy, EffectId effect, int mails) throws IOException;

    /**
     * Asks which tiers of a tool are enforced for a call that opens now. What the answer says is
     * changed by it goes on record with the call's opening.
     */
    CleanCalls.Held tiers(ServerPolicy policy, String tool) throws IOException;

    /** Nothing of this effect was sent after all. */
    void notSent(EffectId effect);
}
