package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;

/**
 * Something that asks to leave over a mail server's connection, which is kept from one to the next.
 */
abstract class MailPassage<R> implements Passage<R> {

    private final Destination destination;
    private final String described;

    MailPassage(Destination destination, String described) {
        this.destination = destination;
        this.described = described;
    }

    /** Makes the connection ready; nothing of the passage may leave by it yet. */
    abstract void ready() throws NotConnected;

    /** Whether the door still lets through what is written to the connection. */
    abstract boolean isLetThrough();

    /** Sends it. */
    abstract Sent<R> send(Judgement judgement) throws IOException, Refused;

    /** What became of it where {@code send} threw. */
    abstract Sent<R> lost(String sentence);

    /** Gives the connection up. */
    abstract void giveUp();

    @Override
    public final Destination destination() {
        return destination;
    }

    @Override
    public long size() {
        return 0;
    }

    @Override
    public final String described() {
        return described;
    }

    @Override
    public final Sent<R> forward(Judgement judgement, Runnable atTheDoor) {
        try {
            ready();
            // Threat: a server is stopped while its mail is judged; it must stay here
            atTheDoor.run();
            return isLetThrough() ? send(judgement) : new Sent.NotAllowed<>(Forwarder.DOOR_SHUT);
        } catch (Refused e) {
            return new Sent.NotAllowed<>(e.refusal());
        } catch (NotConnected e) {
            String sentence = String.valueOf(e.getMessage());
            return e.rule().value().startsWith("host.")
                    ? new Sent.NotAllowed<>(
                            new Refusal(
                                    e.rule(),
                                    sentence,
                                    "see `upstream` in stoplock.yaml",
                                    Refusal.Exit.FAILED))
                    : new Sent.Failed<>(sentence);
        } catch (IOException e) {
            giveUp();
            return lost("the connection to " + destination + " was lost: " + e.getMessage());
        }
    }
}
