package dev.stoplock.gate.rehearse;

import dev.stoplock.core.contract.learn.Sample;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.NamedFile;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.policy.Policy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

        /** The start it belongs to: no call was made in it yet. */
        private final @Nullable Start start;

        private @Nullable Json reply;
        private Set<String> planted = Set.of();

        Judged(@Nullable CallId call, List<Effect> effects, @Nullable Start start) {
            this.call = call;
            this.effects = effects;
            this.start = start;
        }
    }

    /** One start of the server. */
    private static final class Start {
        private final Instant at;

        Start(Instant at) {
            this.at = at;
        }
    }

    private final Replies replies;
    private final List<Judged> judged = new ArrayList<>();
    private final List<String> refused = new ArrayList<>();

    /**
     * What the exchange under way on a thread was judged as: it is forwarded where it was judged.
     */
    private final Map<Thread, Judged> underWay = new ConcurrentHashMap<>();

    /** Guards {@code replies}, {@code judged} and {@code refused}. */
    private final ReentrantLock lock = new ReentrantLock();

    /** How each kind of request of one tool is answered. Guarded by {@code lock}. */
    private final Map<String, Fit> fits = new HashMap<>();

    /** The call under way. Guarded by {@code lock}. */
    private UnderWay call = new UnderWay(new CallId("none"), Set.of(), List.of());

    /** The calls of the tool before. Guarded by {@code lock}. */
    private final Set<CallId> before = new HashSet<>();

    /** The calls of this tool. Guarded by {@code lock}. */
    private final Set<CallId> ofTool = new HashSet<>();

    /** The granted files that each call names. Guarded by {@code lock}. */
    private final Map<CallId, List<NamedFile>> files = new HashMap<>();

    /** What is known of the call under way, and what it led to so far. */
    private static final class UnderWay {
        private final CallId id;
        private final Set<String> values;
        private final List<Json> given;
        private int replies;
        private boolean refused;
        private String last = "";

        UnderWay(CallId id, Set<String> values, List<Json> given) {
            this.id = id;
            this.values = values;
            this.given = given;
        }
    }

    /** Each start, in their order. Guarded by {@code lock}. */
    private final List<Start> starts = new ArrayList<>();

    /** The start in which no call was made yet; null once one was. Guarded by {@code lock}. */
    private @Nullable Start starting;

    /** {@code document}: how an API answers, where one says so; else null. */
    Witness(@Nullable ApiDocument document) {
        this.replies = new Replies(document);
    }

    /** The server starts: what it sends before its first call needs none. */
    void starts(Instant at) {
        lock.lock();
        try {
            starting = new Start(at);
            starts.add(starting);
        } finally {
            lock.unlock();
        }
    }

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
            leases.forEach(lease -> files.putIfAbsent(lease.call().id(), lease.files()));
            call.refused |= !judgement.leaves();
            switch (reading) {
                case Reading.Effects(List<Effect> effects) -> {
                    CallId its = laidTo(judgement.call());
                    Judged one = new Judged(its, effects, its == null ? starting : null);
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

    /**
     * What a tool sends with values of a call of another tool (it disconnects what that connected)
     * is its own all the same: calls are made one after the other.
     */
    private @Nullable CallId laidTo(@Nullable CallId judged) {
        return judged != null && before.contains(judged) && !ofTool.isEmpty() ? call.id : judged;
    }

    /** Another tool is called: what fitted the one before says nothing of it. */
    void forget() {
        lock.lock();
        try {
            fits.clear();
            before.addAll(ofTool);
            ofTool.clear();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A call begins; {@code given}: what its requests are answered, in their order, and others like
     * them from then on.
     */
    void begin(CallId id, Json arguments, List<Json> given) {
        lock.lock();
        try {
            Set<String> values = new HashSet<>();
            texts(arguments, values);
            call = new UnderWay(id, values, given);
            starting = null;
            ofTool.add(id);
        } finally {
            lock.unlock();
        }
    }

    private static void texts(Json value, Set<String> texts) {
        switch (value) {
            case Json.Obj(Map<String, Json> members) ->
                    members.values().forEach(each -> texts(each, texts));
            case Json.Arr(List<Json> items) -> items.forEach(each -> texts(each, texts));
            case Json.Str(String text) -> texts.add(text);
            case Json.Num(String literal) -> texts.add(literal);
            case Json.Bool b -> {}
            case Json.Null n -> {}
        }
    }

    /**
     * Answers the kind of request that the call before ended with otherwise from now on: with what
     * it missed, or else in another shape. False where there was none, or nothing else is left.
     */
    boolean adapt(List<Complaint> complaints) {
        lock.lock();
        try {
            Fit fit = fits.get(call.last);
            return fit != null && fit.next(complaints);
        } finally {
            lock.unlock();
        }
    }

    Replies.Reply replied(Exchange exchange) {
        lock.lock();
        try {
            call.replies++;
            call.last = kind(exchange);
            Fit fit = fits.computeIfAbsent(call.last, each -> new Fit());
            if (call.replies <= call.given.size()) {
                fit.write(call.given.get(call.replies - 1));
            }
            Replies.Reply reply = fit.mended(replies.to(exchange, fit.shape()), replies::number);
            Judged one = underWay.remove(Thread.currentThread());
            if (one != null) {
                one.reply = reply.body();
                one.planted = fit.planted();
            }
            return reply;
        } finally {
            lock.unlock();
        }
    }

    /** Which requests are of one kind: those whose path has the same words of the API. */
    private String kind(Exchange exchange) {
        StringBuilder kind = new StringBuilder(exchange.head().method());
        kind.append(' ').append(exchange.destination());
        for (String segment : exchange.head().path().split("/")) {
            boolean word = segment.matches("[A-Za-z][A-Za-z_.-]{0,40}|v[0-9.]{1,4}");
            kind.append('/').append(word && !call.values.contains(segment) ? segment : "*");
        }
        return kind.toString();
    }

    /** A number that no other place of what is answered has. */
    int number() {
        lock.lock();
        try {
            return replies.number();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the call under way, or the one before, sent something that every mode refuses. */
    boolean wasRefused() {
        lock.lock();
        try {
            return call.refused;
        } finally {
            lock.unlock();
        }
    }

    /** The effects that were laid to a call, in their order. */
    List<Sample.Seen> of(CallId call) {
        return seen(one -> call.equals(one.call));
    }

    /** The granted files that the arguments of a call name, if it led to anything. */
    List<NamedFile> files(CallId call) {
        lock.lock();
        try {
            return files.getOrDefault(call, List.of());
        } finally {
            lock.unlock();
        }
    }

    /** The effects that no open call and no start explains the time of. */
    List<Sample.Seen> withoutCall() {
        return seen(one -> one.call == null && one.start == null);
    }

    /** Each start, and what was sent in it before the first call. */
    List<Sample> started(Map<String, String> settings) {
        lock.lock();
        try {
            List<Sample> samples = new ArrayList<>();
            for (Start each : starts) {
                List<Sample.Seen> sent = seen(one -> one.start == each);
                samples.add(new Sample(Json.object().build(), settings, sent, false, each.at));
            }
            return samples;
        } finally {
            lock.unlock();
        }
    }

    /** How much was sent in the start that lasts. */
    int sentAtStart() {
        lock.lock();
        try {
            return (int)
                    judged.stream()
                            .filter(one -> one.start != null && one.start == starting)
                            .count();
        } finally {
            lock.unlock();
        }
    }

    private List<Sample.Seen> seen(Predicate<Judged> which) {
        lock.lock();
        try {
            List<Sample.Seen> seen = new ArrayList<>();
            for (Judged one : judged) {
                if (which.test(one)) {
                    one.effects.forEach(
                            effect -> seen.add(new Sample.Seen(effect, one.reply, one.planted)));
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
