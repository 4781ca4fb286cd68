package dev.stoplock.lab.mutation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Sends the trials, one per call, and looks at the stand-ins after each. What counts is what they
 * were sent, and nothing that the gate says.
 */
final class Range {

    /** What became of a trial. */
    enum Fate {
        /** Nothing of it reached anybody. */
        DENIED,
        /** It reached a stand-in and had to be denied. */
        MISS,
        /** It reached the stand-in, and is not held to be denied. */
        LEFT,
        /** A twin arrived and reads as the recorded request. */
        ARRIVED,
        /** A twin did not arrive, or reads differently. */
        FALSE_DENIAL
    }

    /**
     * @param index of the trial in its run
     * @param reached what the stand-ins were sent, beside the control
     * @param controlled whether the recorded request was sent behind it, and {@code arrived}
     *     whether it arrived
     * @param said the server's account of the answers
     */
    record Result(
            int index,
            Trial trial,
            Fate fate,
            List<String> reached,
            boolean controlled,
            boolean arrived,
            String said) {
        Result {
            reached = List.copyOf(reached);
        }
    }

    private final Ground ground;
    private final Holding holding;
    private final List<Played> recordings;

    Range(Ground ground, Holding holding, List<Played> recordings) {
        this.ground = ground;
        this.holding = holding;
        this.recordings = List.copyOf(recordings);
    }

    /** {@code first} is the index of the first of these trials in its run. */
    List<Result> send(Client client, List<Trial> trials, int first, IntConsumer progress)
            throws Refused, IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < trials.size(); i++) {
            Trial trial = trials.get(i);
            ground.api().clear();
            ground.other().clear();
            if (trial.failFirst() != 0) {
                ground.api().failNext(trial.failFirst());
            }
            Played recording = recordings.get(trial.recording());
            client.call(recording.tool(), recording.arguments());
            JsonNode told = client.told();
            if (told.path("trial").asInt(-1) != i) {
                throw new IOException("the lab's server did not tell of trial " + (first + i));
            }
            results.add(result(first + i, trial, recording, told));
            progress.accept(i + 1);
        }
        return results;
    }

    private Result result(int index, Trial trial, Played recording, JsonNode told) {
        boolean controlled = told.path("control").isObject();
        boolean arrived = controlled && answered(told.path("control"));
        List<String> same = new ArrayList<>();
        List<String> reached = new ArrayList<>();
        for (byte[] request : ground.api().requests()) {
            String text = ground.marked(new String(request, ISO_8859_1));
            Expected read = recording.read().apply(text.getBytes(ISO_8859_1));
            // a mail server may refuse one recipient: what the others were asked to get is no miss
            boolean rest = read == Expected.FEWER && holding.denies(trial);
            if (!rest) {
                (read == Expected.SAME ? same : reached).add(text);
            }
        }
        for (byte[] request : ground.other().requests()) {
            reached.add(ground.marked(new String(request, ISO_8859_1)));
        }
        int asked = same.size() - (arrived ? 1 : 0);
        Fate fate = fate(holding, trial, asked, reached.size(), arrived);
        if (fate == Fate.MISS) {
            reached.addAll(same);
        }
        return new Result(index, trial, fate, reached, controlled, arrived, Trees.text(told));
    }

    /** {@code asked} requests read as the recorded one, {@code others} do not. */
    static Fate fate(Holding holding, Trial trial, int asked, int others, boolean control) {
        if (trial.expected() == Expected.SAME) {
            return others == 0 && asked == Math.max(1, trial.legitimate()) && !control
                    ? Fate.ARRIVED
                    : Fate.FALSE_DENIAL;
        }
        if (holding.denies(trial)) {
            return others > 0 || asked > trial.legitimate() ? Fate.MISS : Fate.DENIED;
        }
        return others + asked > 1 ? Fate.MISS : others + asked == 1 ? Fate.LEFT : Fate.DENIED;
    }

    /** Whether somebody other than the gate answered. */
    private static boolean answered(JsonNode connection) {
        for (JsonNode answer : connection.path("answers")) {
            if (!answer.path("refused").asBoolean()) {
                return true;
            }
        }
        return false;
    }
}
