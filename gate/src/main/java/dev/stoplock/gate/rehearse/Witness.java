package dev.stoplock.gate.rehearse;

import dev.stoplock.core.contract.learn.Sample;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.policy.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sees each effect of a rehearsal where it is judged, and what was replied to it. The judge behind
 * it is the real one; where it refuses, nothing leaves, and the refusal is kept.
 */
final class Witness {

    /** An exchange that was judged: its effects, the call it was laid to, and its reply. */
    private static final class Judged {
        private final @Nullable CallId call;
        private final List<Effect> effects;
        private @Nullable Json reply;

        Judged(@Nullable CallId call, List<Effect> effects) {
            this.call = call;
            this.effects = effects;
        }
    }

    private final Replies replies = new Replies();
    private final List<Judged> judged = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    /**
     * What the exchange under way on a thread was judged as: it is forwarded where it was judged.
     */
    private final Map<Thread, Judged> underWay = new ConcurrentHashMap<>();

    /** Guards {@code replies}, {@code judged} and {@code refused}. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile Replies.Shape shape = Replies.Shape.RECORD;

    /** What is mended in the replies of a call, by their number in it. Guarded by {@code lock}. */
    private final Map<Integer, List<Complaint>> mends = new HashMap<>();

    /** Guarded by {@code lock}. */
    private int inCall;

    /** The judge, watched. */
    Policy watching(Policy real) {
        return (reading, leases) -> {
            Judgement judgement = real.judge(reading, leases);
            saw(reading, judgement, leases);
            return judgement;
        };
    }

    private void saw(Reading reading, Judgement judgement, List<Lease> leases) {
        lock.lock();
        try {
            switch (reading) {
                case Reading.Effects(List<Effect> effects) -> {
                    Judged one = new Judged(judgement.call(), effects);
                    judged.add(one);
                    underWay.put(Thread.currentThread(), one);
                }
                case Reading.Unreadable(var rule, String sentence) ->
                        refused.add(rule + ": " + sentence);
            }
            if (!judgement.leaves()) {
                judgement
                        .violations()
                        .forEach(each -> refused.add(each.rule() + ": " + each.sentence()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The shape in which an API that nobody knows answers from now on, with nothing mended. */
    void answerIn(Replies.Shape next) {
        lock.lock();
        try {
            shape = next;
            mends.clear();
        } finally {
            lock.unlock();
        }
    }

    /** A call begins. */
    void begin() {
        lock.lock();
        try {
            inCall = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Mends the last reply of the call before, from now on; false where it had none. */
    boolean mend(List<Complaint> complaints) {
        lock.lock();
        try {
            if (inCall > 0) {
                mends.computeIfAbsent(inCall, each -> new ArrayList<>()).addAll(complaints);
            }
            return inCall > 0;
        } finally {
            lock.unlock();
        }
    }

    Replies.Reply replied(Exchange exchange) {
        lock.lock();
        try {
            inCall++;
            Replies.Reply reply = mended(replies.to(exchange, shape));
            Judged one = underWay.remove(Thread.currentThread());
            if (one != null) {
                one.reply = reply.body();
            }
            return reply;
        } finally {
            lock.unlock();
        }
    }

    private Replies.Reply mended(Replies.Reply reply) {
        Json body = reply.body();
        for (Complaint complaint : mends.getOrDefault(inCall, List.of())) {
            body = complaint.mend(body == null ? Json.object().build() : body);
        }
        return new Replies.Reply(reply.status(), reply.head(), body);
    }

    /** The effects that were laid to a call, in their order. */
    List<Sample.Seen> of(CallId call) {
        return seen(one -> call.equals(one.call));
    }

    /** The effects that no open call explains the time of. */
    List<Sample.Seen> withoutCall() {
        return seen(one -> one.call == null);
    }

    private List<Sample.Seen> seen(Predicate<Judged> which) {
        lock.lock();
        try {
            List<Sample.Seen> seen = new ArrayList<>();
            for (Judged one : judged) {
                if (which.test(one)) {
                    one.effects.forEach(effect -> seen.add(new Sample.Seen(effect, one.reply)));
                }
            }
            return seen;
        } finally {
            lock.unlock();
        }
    }

    /** What could not be read, or was refused in every mode. */
    List<String> refused() {
        lock.lock();
        try {
            return List.copyOf(refused);
        } finally {
            lock.unlock();
        }
    }
}
