package dev.stoplock.core.call;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.NamedFile;
import dev.stoplock.core.model.Said;
import dev.stoplock.core.model.Spend;
import dev.stoplock.core.model.Tiers;
import dev.stoplock.core.model.ToolCall;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SequencedMap;
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

    /** What a call asked, and what upstreams answered it with. */
    public record Heard(Lease lease, List<Said> replies) {
        public Heard {
            replies = List.copyOf(replies);
        }
    }

    /** Of the replies to one call, what is kept to explain the links of its answer. */
    private static final int REPLIES_KEPT = 4 << 20;

    private final LeaseRules rules;
    private final Map<CallId, Slot> slots = new HashMap<>();

    /** Of those, the ones that were not answered, as they were opened. */
    private final SequencedMap<CallId, Slot> open = new LinkedHashMap<>();

    /** And the answered ones, the first to be over first. */
    private final PriorityQueue<Slot> lingering =
            new PriorityQueue<>(Comparator.comparing((Slot slot) -> slot.over));

    private long opened;

    /** The start of the instance, where it has a lease. */
    private @Nullable CallId start;

    private final List<String> lateDenials = new ArrayList<>();
    private boolean shut;

    public LeaseBook(LeaseRules rules) {
        this.rules = rules;
    }

    /** A call of a tool whose later tiers are in report. */
    public void open(ToolCall call) {
        open(call, Tiers.REPORT, List.of());
    }

    /**
     * {@code files}: the granted files that its arguments name. Threat: what a server learns from
     * its first call must not leave as if nobody had called.
     */
    public void open(ToolCall call, Tiers tiers, List<NamedFile> files) {
        startOver();
        Lease lease = new Lease(call, List.of(), List.of()).withTiers(tiers).withFiles(files);
        Slot slot = new Slot(lease, opened++, call.at().plus(rules.oldest()));
        close(call.id());
        slots.put(call.id(), slot);
        open.put(call.id(), slot);
    }

    /** The start, of which a contract was accepted: no call, and none that waits for an answer. */
    public void begin(ToolCall call) {
        if (!call.id().isOfStart()) {
            throw new IllegalArgumentException("not a start: " + call.id());
        }
        Lease lease = new Lease(call, List.of(), List.of());
        Slot slot = new Slot(lease, opened++, call.at().plus(rules.oldest()));
        close(call.id());
        slots.put(call.id(), slot);
        lingers(slot, slot.over);
        start = call.id();
    }

    /** The client asked what there is to call: the start lasts a moment more. */
    public void discovered(Instant now) {
        Slot slot = start == null ? null : slots.get(start);
        if (slot != null) {
            lingers(slot, now.plus(rules.start()));
        }
    }

    /** The server heard something of its client: from now on everything needs a call. */
    public void startOver() {
        if (start != null) {
            close(start);
        }
    }

    /** It waits for no answer, and is over then at the latest. */
    private void lingers(Slot slot, Instant until) {
        lingering.remove(slot);
        slot.answered = true;
        slot.over = until.isBefore(slot.over) ? until : slot.over;
        lingering.add(slot);
    }

    /**
     * The open call that waits for input and was made with the same tool and arguments, which a
     * retry goes on with.
     */
    public @Nullable CallId waitingFor(String tool, Json arguments) {
        for (Slot slot : open.values()) {
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
            slot.change(lease -> lease.withAnswer(answer));
        }
    }

    /**
     * The only call now open and unanswered, or null: a server's own request can be laid to a call
     * only then.
     */
    public @Nullable CallId soleUnanswered() {
        return open.size() == 1 ? open.firstEntry().getKey() : null;
    }

    /** Every call that was opened and not answered yet. */
    public List<CallId> unanswered() {
        return List.copyOf(open.keySet());
    }

    /** The final answer went to the client: the lease lingers with what is left of its budget. */
    public Notes answered(CallId call, Instant now) {
        Slot slot = slots.get(call);
        if (slot == null) {
            return Notes.NONE;
        }
        slot.waitsForInput = false;
        if (!slot.answered) {
            open.remove(call);
            lingers(slot, now.plus(rules.linger()));
        }
        return slot.toldNow();
    }

    /** Cancelled or timed out: the lease ends at once. */
    public void close(CallId call) {
        Slot slot = slots.remove(call);
        if (slot != null) {
            open.remove(call);
            lingering.remove(slot);
        }
    }

    /**
     * The leases that may explain an effect now, the likeliest cause first: open calls before those
     * that only linger, since what none explains is laid to the first, which can still be told;
     * among each the youngest first. What is over and answered is forgotten; what is over and was
     * never answered explains nothing, but still knows what it sent. To be read before anything
     * else is asked of the book.
     */
    public List<Lease> live(Instant now) {
        for (Slot first = lingering.peek();
                first != null && first.isOver(now);
                first = lingering.peek()) {
            close(first.id());
        }
        List<Lease> unanswered = new ArrayList<>();
        for (Slot slot : open.sequencedValues().reversed()) {
            if (!slot.isOver(now)) {
                unanswered.add(slot.heard());
            }
        }
        return new Live(unanswered);
    }

    /** The open leases, and behind them those that linger: of many, few are ever asked for. */
    private final class Live extends AbstractList<Lease> {

        private final List<Lease> unanswered;
        private @Nullable List<Lease> answered;

        Live(List<Lease> unanswered) {
            this.unanswered = unanswered;
        }

        @Override
        public int size() {
            return unanswered.size() + (answered == null ? lingering.size() : answered.size());
        }

        @Override
        public Lease get(int index) {
            return index < unanswered.size()
                    ? unanswered.get(index)
                    : answered().get(index - unanswered.size());
        }

        private List<Lease> answered() {
            List<Lease> made = answered;
            if (made == null) {
                made =
                        lingering.stream()
                                .sorted(Comparator.comparingLong((Slot slot) -> -slot.opened))
                                .map(Slot::heard)
                                .toList();
                answered = made;
            }
            return made;
        }
    }

    public void spend(CallId call, Spend spend) {
        Slot slot = slots.get(call);
        if (slot != null) {
            slot.change(lease -> lease.withSpend(spend));
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
            slot.replied(new Said(host, body));
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
        slot.change(lease -> lease.withOutcome(effect, state));
        slot.outward.remove(effect);
        String sentence = slot.leaving.remove(effect);
        if (sentence != null) {
            slot.notes =
                    switch (state) {
                        case SENT -> slot.notes.withSent(sentence);
                        case UNKNOWN -> slot.notes.withSent(sentence + Slot.IN_DOUBT);
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
        if (slot != null && !slot.answered) {
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
