package dev.stoplock.lab.corpus;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plays what is made of recorded exchanges: in memory, from raw bytes. */
final class Exchanges {

    private Exchanges() {}

    /** The judged steps of a play in order; of a step that nothing is said about there is none. */
    static List<Result> played(Case one, Play play) {
        List<Result> results = new ArrayList<>();
        Door door = new Door(one.policy(play), one.placeholders());
        for (int i = 0; i < play.steps().size(); i++) {
            Step step = play.steps().get(i);
            Got got = became(door, step);
            if (step instanceof Step.Judged judged
                    && got != null
                    && !(judged.isSilent() && got.denied() == null)) {
                results.add(new Result(one.name(), play, i + 1, judged, got));
            }
        }
        return results;
    }

    private static @Nullable Got became(Door door, Step step) {
        switch (step) {
            case Step.Called call -> {
                return door.open(call.handle(), call.tool(), call.arguments());
            }
            case Step.Filled filled -> door.filled(filled.handle(), filled.content());
            case Step.Cancelled cancelled -> door.cancel(cancelled.handle());
            case Step.Waited waited -> door.pass(waited.time());
            case Step.Sent sent -> {
                return new Connection(door, sent.to(), sent.outcome())
                        .sent(sent.wire(), sent.bytes());
            }
            case Step.Contacted contact -> {
                return new Connection(door, contact.to(), Step.Outcome.OK).opened();
            }
            case Step.LookedUp lookUp -> {
                return LookUp.asked(door, lookUp.name());
            }
            case Step.Returned returned -> {
                return door.answered(returned.handle(), returned.result());
            }
            case Step.Asked asked -> {
                return door.asked(asked.params(), asked.during());
            }
        }
        return null;
    }
}
