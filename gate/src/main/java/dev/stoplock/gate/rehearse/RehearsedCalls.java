package dev.stoplock.gate.rehearse;

import dev.stoplock.core.contract.learn.CallPlan;
import dev.stoplock.core.contract.learn.Sample;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.CallId;
import dev.stoplock.gate.registry.Progress;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The calls of one run, one after the other. */
final class RehearsedCalls {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration CALL = Duration.ofSeconds(15);

    private static final int MOST_MENDS = 10;

    /** An effect may come as long after its call's answer as a lease lingers. */
    private static final Duration LINGER = Duration.ofMillis(2_200);

    private final Caller caller;
    private final Witness witness;
    private final String instance;
    private final Map<String, String> settings;
    private final @Nullable Set<String> only;
    private final Map<String, List<Json>> more;
    private final int seed;
    private final Instant end;
    private final InstantSource clock;
    private final Progress progress;
    private final Map<String, List<Made>> made = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private final Map<String, String> said = new LinkedHashMap<>();
    private final Map<String, Json> answers = new LinkedHashMap<>();
    private final Map<String, Set<String>> unused = new LinkedHashMap<>();
    private int number = 1;

    /** A call that was made, before what it led to is collected. */
    private record Made(CallId id, Json arguments, boolean failed, Instant at) {}

    RehearsedCalls(
            Caller caller,
            Witness witness,
            String instance,
            Map<String, String> settings,
            @Nullable Set<String> only,
            Map<String, List<Json>> more,
            int seed,
            Instant end,
            InstantSource clock,
            Progress progress) {
        this.clock = clock;
        this.progress = progress;
        this.caller = caller;
        this.witness = witness;
        this.instance = instance;
        this.settings = settings;
        this.only = only;
        this.more = more;
        this.seed = seed;
        this.end = end;
    }

    Rehearsed made() throws IOException, InterruptedException {
        List<Caller.Tool> tools =
                caller.tools(START).stream()
                        .filter(tool -> only == null || only.contains(tool.name()))
                        .toList();
        int done = 0;
        for (Caller.Tool tool : tools) {
            done++;
            progress.step("calling " + tool.name() + " (" + done + " of " + tools.size() + ")");
            rehearse(tool, done);
        }
        Thread.sleep(LINGER);
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        made.forEach((tool, calls) ->
                samples.put(
                        tool,
                        calls.stream()
                                .map(call ->
                                        new Sample(
                                                call.arguments(),
                                                settings,
                                                witness.of(call.id()),
                                                call.failed(),
                                                call.at()))
                                .toList()));
        return new Rehearsed(samples, witness.withoutCall(), witness.refused(), failures, unused);
    }

    private void rehearse(Caller.Tool tool, int place) throws InterruptedException {
        List<Made> calls = new ArrayList<>();
        made.put(tool.name(), calls);
        try {
            int own = seed * 10_000 + place * 131;
            Set<String> never = neverWorks(tool, own + 120);
            Set<String> apart = worksApart(tool, never, own + 120);
            if (!apart.containsAll(never)) {
                Set<String> left = new LinkedHashSet<>(never);
                left.removeAll(apart);
                unused.put(tool.name(), left);
            }
            List<Json> plan = new ArrayList<>(more.getOrDefault(tool.name(), List.of()));
            plan.addAll(CallPlan.of(tool.inputSchema(), never, apart, own));
            for (Json arguments : plan) {
                if (!clock.instant().isBefore(end)) {
                    failures.put(tool.name(), "the time was over");
                    unused.computeIfAbsent(tool.name(), each -> new LinkedHashSet<>())
                            .add("(the time was over before every call was made)");
                    return;
                }
                Made call = call(tool.name(), arguments);
                calls.add(call);
                if (call.failed()) {
                    failures.putIfAbsent(tool.name(), said.getOrDefault(tool.name(), ""));
                } else if (arguments instanceof Json.Obj(Map<String, Json> used)) {
                    usedAfterAll(tool.name(), used.keySet());
                }
            }
        } catch (IOException e) {
            failures.put(tool.name(), String.valueOf(e.getMessage()));
        }
    }

    /** A call that a person wrote has a value that works. */
    private void usedAfterAll(String tool, Set<String> names) {
        Set<String> left = unused.get(tool);
        if (left != null) {
            left.removeAll(names);
            if (left.isEmpty()) {
                unused.remove(tool);
            }
        }
    }

    /**
     * Finds the shape of reply with which a tool gets furthest, and the optional arguments of which
     * a made-up value ends in an error. The tries are no samples.
     */
    private Set<String> neverWorks(Caller.Tool tool, int own)
            throws IOException, InterruptedException {
        List<String> optional = CallPlan.optional(tool.inputSchema());
        Set<String> none = Set.of();
        if (furthest(tool, none, own) || optional.isEmpty()) {
            return none;
        }
        Set<String> never = new LinkedHashSet<>(optional);
        // without any of them it may want one of several
        boolean bare = furthest(tool, never, own);
        for (String name : optional) {
            Set<String> fewer = new LinkedHashSet<>(never);
            fewer.remove(name);
            if (!call(tool.name(), CallPlan.one(tool.inputSchema(), fewer, own)).failed()) {
                never = fewer;
                bare = true;
            }
        }
        return bare ? never : none;
    }

    /** Those of them that work where no other optional argument is there. */
    private Set<String> worksApart(Caller.Tool tool, Set<String> never, int own)
            throws IOException, InterruptedException {
        Set<String> apart = new LinkedHashSet<>();
        for (String name : never) {
            Set<String> others = new LinkedHashSet<>(CallPlan.optional(tool.inputSchema()));
            others.remove(name);
            if (!call(tool.name(), CallPlan.one(tool.inputSchema(), others, own)).failed()) {
                apart.add(name);
            }
        }
        return apart;
    }

    /** Whether there is a reply with which it ends well; the best is kept. */
    private boolean furthest(Caller.Tool tool, Set<String> never, int own)
            throws IOException, InterruptedException {
        Json arguments = CallPlan.one(tool.inputSchema(), never, own);
        Replies.Shape best = Replies.Shape.RECORD;
        int most = -1;
        for (Replies.Shape shape : Replies.Shape.values()) {
            witness.answerIn(shape);
            int reached = mended(tool.name(), arguments);
            if (reached < 0) {
                return true;
            }
            if (reached > most) {
                best = shape;
                most = reached;
            }
        }
        witness.answerIn(best);
        mended(tool.name(), arguments);
        return false;
    }

    /**
     * Calls it again and again, with what it missed mended in the reply that it missed it in; -1
     * once it ends well with a request, else how many requests it made at last.
     */
    private int mended(String tool, Json arguments) throws IOException, InterruptedException {
        int reached = 0;
        for (int i = 0; i < MOST_MENDS; i++) {
            Made tried = call(tool, arguments);
            reached = witness.of(tried.id()).size();
            if (!tried.failed() && reached > 0) {
                return -1;
            }
            List<Complaint> complaints = Complaint.in(answers.getOrDefault(tool, Json.NULL));
            if (complaints.isEmpty() || !witness.mend(complaints)) {
                break;
            }
        }
        return reached;
    }

    private Made call(String tool, Json arguments) throws IOException, InterruptedException {
        CallId id = new CallId(instance + "-c" + number++);
        Instant at = clock.instant();
        witness.begin();
        Caller.Called called = caller.call(tool, arguments, CALL);
        if (called.failed()) {
            said.put(tool, called.said());
            answers.put(tool, called.answer());
        }
        return new Made(id, arguments, called.failed(), at);
    }
}
