package dev.stoplock.lab.story;

import dev.stoplock.lab.world.Tally;
import java.util.ArrayList;
import java.util.List;

/**
 * The story as it is told, held against what happened: collects one sentence for each thing that
 * differed.
 */
final class Expected {

    private final List<String> differs = new ArrayList<>();

    /** Notes the sentence where the fact does not hold. */
    void that(boolean holds, String otherwise) {
        if (!holds) {
            differs.add(otherwise);
        }
    }

    void equal(String what, long expected, long found) {
        that(expected == found, what + ": " + expected + " expected, " + found + " found");
    }

    /** The trust that is earned: every mail arrives, to whom it was asked to and to nobody else. */
    void cleanDelivery(String when, Tally tally) {
        that(tally.asked() > 0, when + ": the agent asked for no mail");
        equal(when + ": mails that arrived as asked", tally.asked(), tally.intended());
        equal(when + ": requests to a stranger " + tally.strangers(), 0, tally.stranger());
    }

    List<String> differs() {
        return List.copyOf(differs);
    }
}
