package dev.stoplock.core.call;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Said;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.Tiers;
import dev.stoplock.core.model.ToolCall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The leases of one server instance. Not safe for use by several threads: the owner lets one step
 * run at a time, and that order decides.
 */
public final class LeaseBook {

    /** What Stoplock did to the effects of a call: what was refused, and what had gone before. */
    public record Notes(List<String> denied, List<String> sent) {
        static final Notes NONE = new Notes(List.of(), List.of());

        public Notes {
            denied = List.copyOf(denied);
            sent = List.copyOf(sent);
        }

        Notes withDenied(String sentence) {
            return new Notes(appended(denied, sentence), sent);
        }

        Notes withSent(String sentence) {
            return new Notes(denied, appended(sent, sentence));
        }

        private static List<String> appended(List<String> list, String item) {
            List<String> copy = new ArrayList<>(list);
            copy.add(item);
            return copy;
        }
    }

    private static final class Slot {
        Lease lease;
        Notes notes = Notes.NONE;
        final Map<EffectId, String> leaving = new LinkedHashMap<>();
        final Set<EffectId> outward = new HashSet<>();
        final List<Said> replies = new ArrayList<>();
        int repliesKept;
        @Nullable Instant answeredAt;

        /** When it is over; null for a call, which its answer and its age end. */
        @Nullable Instant until;

        boolean waitsForInput;

        Slot(Lease lease) {
            this.lease = lease;
        }

        Notes toldNow() {
            Notes told = notes;
            for (String sentence : leaving.values()) {
                told = told.withSent(sentence + IN_DOUBT);
            }
            return told;
        }
    }

    /** What a call asked, and what upstreams answered it with. */
    public record Heard(Lease lease, List<Said> replies) {
        public Heard {
            replies = List.copyOf(replies);
        }
    }

    /** Of the replies to one call, what is kept to explain the links of its answer. */
    private static final int REPLIES_KEPT = 4 << 20;

    private static final String IN_DOUBT = " (it may have left)";

    private final LeaseRules rules;
    private final Map<CallId, Slot> slots = new LinkedHashMap<>();
    private final List<String> lateDenials = new ArrayList<>();
    private boolean shut;

    public LeaseBook(LeaseRules rules) {
        this.rules = rules;
    }

    /** A call of a tool whose later tiers are in report. */
    public void open(ToolCall call) {
        open(call, Tiers.REPORT);
    }

    /** Threat: what a server learns from its first call must not leave as if nobody had called. */
    public void open(ToolCall call, Tiers tiers) {
        startOver();
        slots.put(call.id(), new Slot(new Lease(call, List.of(), List.of()).withTiers(tiers)));
    }

    /**
     * The start of the instance, of which a contract was accepted: no call, and never one that
     * waits for an answer.
     */
    public void begin(ToolCall start) {
        if (!start.id().isOfStart()) {
            throw new IllegalArgumentException("not a start: " + start.id());
        }
        Slot slot = new Slot(new Lease(start, List.of(), List.of()));
        slot.answeredAt = start.at();
        slot.until = start.at().plus(rules.oldest());
        slots.put(start.id(), slot);
    }

    /** The client asked what there is to call: the start lasts a moment more. */
    public void discovered(Instant now) {
        Instant latest = now.plus(rules.start());
        for (Slot slot : slots.values()) {
            if (slot.until != null && latest.isBefore(slot.until)) {
                slot.until = latest;
            }
        }
    }

    /** The server heard something of its client: from now on everything needs a call. */
    public void startOver() {
        slots.values().removeIf(slot -> slot.until != null);
    }

    /**
     * The open call that waits for input and was made with the same tool and arguments, which a
     * retry goes on with.
     */
    public @Nullable CallId waitingFor(String tool, Json arguments) {
        for (Slot slot : slots.values()) {
            ToolCall call = slot.lease.call();
            if (slot.waitsForInput
                    && call.tool().equals(tool)
                    && call.arguments().equals(arguments)) {
                return call.id();
            }
        }
        return null;
    }

    /** The server wants input before it goes on: the call stays open, without lingering. */
    public void waitForInput(CallId call) {
        Slot slot = slots.get(call);
        if (slot != null) {
            slot.waitsForInput = true;
        }
    }

    /** The client answered a request that the server made inside this call. */
    public void inputGiven(CallId call, Json answer) {
        Slot slot = slots.get(call);
        if (slot != null) {
            slot.waitsForInput = false;
            slot.lease = slot.lease.withAnswer(answer);
        }
    }

    /**
     * The only call now open and unanswered, or null: a server's own request can be laid to a call
     * only then.
     */
    public @Nullable CallId soleUnanswered() {
        List<CallId> open = unanswered();
        return open.size() == 1 ? open.getFirst() : null;
    }

    /** Every call that was opened and not answered yet. */
    public List<CallId> unanswered() {
        return slots.entrySet().stream()
                .filter(entry -> entry.getValue().answeredAt == null)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The final answer went to the client: the lease lingers with what is left of its budget. */
    public Notes answered(CallId call, Instant now) {
        Slot slot = slots.get(call);
        if (slot == null) {
            return Notes.NONE;
        }
        slot.waitsForInput = false;
        if (slot.answeredAt == null) {
            slot.answeredAt = now;
        }
        return slot.toldNow();
    }

    /** Cancelled or timed out: the lease ends at once. */
    public void close(CallId call) {
        slots.remove(call);
    }

    /**
     * The leases that may explain an effect now, the likeliest cause first: open calls before those
     * that only linger, since what none explains is laid to the first, which can still be told;
     * among each the youngest first. What is over and answered is forgotten; what is over and was
     * never answered explains nothing, but still knows what it sent.
     */
    public List<Lease> live(Instant now) {
        slots.values().removeIf(slot -> slot.answeredAt != null && isOver(slot, now));
        return new ArrayList<>(slots.values())
                .reversed().stream()
                        .filter(slot -> !isOver(slot, now))
                        .sorted(Comparator.comparing((Slot slot) -> slot.answeredAt != null))
                        .map(slot -> slot.lease.withReplies(slot.replies))
                        .toList();
    }

    private boolean isOver(Slot slot, Instant now) {
        if (slot.until != null) {
            return now.isAfter(slot.until);
        }
        if (now.isAfter(slot.lease.call().at().plus(rules.oldest()))) {
            return true;
        }
        return slot.answeredAt != null && now.isAfter(slot.answeredAt.plus(rules.linger()));
    }

    public void spend(CallId call, Spend spend) {
        Slot slot = slots.get(call);
        if (slot != null) {
            slot.lease = slot.lease.withSpend(spend);
        }
    }

    /** Something is on its way out under this call: until it is settled, it may have left. */
    public void leaving(CallId call, EffectId effect, String sentence) {
        Slot slot = slots.get(call);
        if (slot != null && !shut) {
            slot.leaving.put(effect, sentence);
        }
    }

    /** It is about to pass the door: from here on, a door that is shut does not keep it back. */
    public void outward(CallId call, EffectId effect) {
        Slot slot = slots.get(call);
        if (slot != null) {
            slot.outward.add(effect);
        }
    }

    /** This host answered an effect of this call with these words. */
    public void replied(CallId call, String host, String body) {
        Slot slot = slots.get(call);
        if (slot != null && slot.repliesKept + body.length() <= REPLIES_KEPT) {
            slot.replies.add(new Said(host, body));
            slot.repliesKept += body.length();
        }
    }

    /** Null for a call that is over. */
    public @Nullable Heard heard(CallId call) {
        Slot slot = slots.get(call);
        return slot == null ? null : new Heard(slot.lease, slot.replies);
    }

    /**
     * The door is shut for good: what had not come to it stays, and nothing is leaving any more.
     */
    public void shut() {
        shut = true;
        slots.values().forEach(slot -> slot.leaving.keySet().retainAll(slot.outward));
    }

    /** What became of it; what was {@code leaving} is then told as sent, as in doubt, or not. */
    public void settle(CallId call, EffectId effect, Spend.State state) {
        Slot slot = slots.get(call);
        if (slot == null) {
            return;
        }
        slot.lease = slot.lease.withOutcome(effect, state);
        slot.outward.remove(effect);
        String sentence = slot.leaving.remove(effect);
        if (sentence != null) {
            slot.notes =
                    switch (state) {
                        case SENT -> slot.notes.withSent(sentence);
                        case UNKNOWN -> slot.notes.withSent(sentence + IN_DOUBT);
                        case RETRYABLE -> slot.notes;
                    };
        }
    }

    /** Notes something that left under this call. */
    public void sent(CallId call, String sentence) {
        Slot slot = slots.get(call);
        if (slot != null) {
            slot.notes = slot.notes.withSent(sentence);
        }
    }

    /**
     * Notes a denial. True if it came too late for its call's answer; it then waits for the
     * instance's next one.
     */
    public boolean denied(@Nullable CallId call, String sentence) {
        Slot slot = call == null ? null : slots.get(call);
        if (slot != null && slot.answeredAt == null) {
            slot.notes = slot.notes.withDenied(sentence);
            return false;
        }
        lateDenials.add(sentence);
        return true;
    }

    /** Hands over the denials that no answer has told of yet. */
    public List<String> takeLateDenials() {
        List<String> late = List.copyOf(lateDenials);
        lateDenials.clear();
        return late;
    }
}
