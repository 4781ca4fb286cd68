package dev.stoplock.core.model;

import dev.stoplock.core.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * An open call of one instance, as the judge sees it: what was asked and answered, and what was
 * already spent of it.
 */
public record Lease(ToolCall call, List<Json> answers, List<Spend> spent) {
    public Lease {
        answers = List.copyOf(answers);
        spent = List.copyOf(spent);
    }

    public Lease withAnswer(Json answer) {
        List<Json> copy = new ArrayList<>(answers);
        copy.add(answer);
        return new Lease(call, copy, spent);
    }

    /** Adds the spend; a retryable one with the same key is used up by it. */
    public Lease withSpend(Spend spend) {
        List<Spend> copy = new ArrayList<>(spent);
        for (Spend earlier : spent) {
            if (earlier.key().equals(spend.key()) && earlier.state() == Spend.State.RETRYABLE) {
                copy.remove(earlier);
                break;
            }
        }
        copy.add(spend);
        return new Lease(call, answers, copy);
    }

    public Lease withOutcome(EffectId effect, Spend.State state) {
        return new Lease(
                call,
                answers,
                spent.stream()
                        .map(spend -> spend.effect().equals(effect) ? spend.in(state) : spend)
                        .toList());
    }
}
