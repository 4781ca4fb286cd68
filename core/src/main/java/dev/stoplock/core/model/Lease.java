package dev.stoplock.core.model;

import dev.stoplock.core.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * An open call of one instance (or its start, where the call's id says so), as the judge sees it:
 * what was asked and answered, what was already spent of it, what hosts replied to its effects,
 * which tiers of its tool were enforced when it was opened, and the granted files that its
 * arguments name.
 */
public record Lease(
        ToolCall call,
        List<Json> answers,
        List<Spend> spent,
        List<Said> replies,
        Tiers tiers,
        List<NamedFile> files) {
    public Lease {
        answers = List.copyOf(answers);
        spent = List.copyOf(spent);
        replies = List.copyOf(replies);
        files = List.copyOf(files);
    }

    /** A call to which nothing was replied yet. */
    public Lease(ToolCall call, List<Json> answers, List<Spend> spent) {
        this(call, answers, spent, List.of());
    }

    /** A call of a tool whose later tiers are in report. */
    public Lease(ToolCall call, List<Json> answers, List<Spend> spent, List<Said> replies) {
        this(call, answers, spent, replies, Tiers.REPORT, List.of());
    }

    /** Nobody called anything yet: a contract of the start alone explains what is sent. */
    public boolean isOfStart() {
        return call.id().isOfStart();
    }

    public Lease withTiers(Tiers enforced) {
        return new Lease(call, answers, spent, replies, enforced, files);
    }

    public Lease withFiles(List<NamedFile> named) {
        return new Lease(call, answers, spent, replies, tiers, named);
    }

    public Lease withReplies(List<Said> heard) {
        return new Lease(call, answers, spent, heard, tiers, files);
    }

    public Lease withAnswer(Json answer) {
        List<Json> copy = new ArrayList<>(answers);
        copy.add(answer);
        return new Lease(call, copy, spent, replies, tiers, files);
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
        return new Lease(call, answers, copy, replies, tiers, files);
    }

    public Lease withOutcome(EffectId effect, Spend.State state) {
        return new Lease(
                call,
                answers,
                spent.stream()
                        .map(spend -> spend.effect().equals(effect) ? spend.in(state) : spend)
                        .toList(),
                replies,
                tiers,
                files);
    }
}
