package dev.stoplock.gate.rehearse;

import dev.stoplock.core.contract.learn.CallPlan;
import dev.stoplock.core.contract.learn.LeftOut;
import dev.stoplock.core.contract.learn.Sample;
import dev.stoplock.core.json.Json;
import dev.stoplock.gate.port.Refused;
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

    /** An effect may come as long after its call's answer as a lease lingers. */
    private static final Duration LINGER = Duration.ofMillis(2_200);

    private final Calling calling;
    private final Witness witness;
    private final Map<String, String> settings;
    private final @Nullable Set<String> only;
    private final Map<String, List<Json>> more;
    private final List<String> files;
    private final int seed;
    private final Instant end;
    private final InstantSource clock;
    private final Progress progress;
    private final Map<String, List<Calling.Made>> made = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private final Map<String, Set<String>> unused = new LinkedHashMap<>();

    RehearsedCalls(
            Calling calling,
            Witness witness,
            Map<String, String> settings,
            @Nullable Set<String> only,
            Map<String, List<Json>> more,
            List<String> files,
            int seed,
            Instant end,
            InstantSource clock,
            Progress progress) {
        this.clock = clock;
        this.progress = progress;
        this.calling = calling;
        this.witness = witness;
        this.settings = settings;
        this.only = only;
        this.more = more;
        this.files = List.copyOf(files);
        this.seed = seed;
        this.end = end;
    }

    Rehearsed made() throws Refused, IOException, InterruptedException {
        List<Caller.Tool> tools =
                calling.tools(START).stream()
                        .filter(tool -> only == null || only.contains(tool.name()))
                        .toList();
        calling.settled();
        int done = 0;
        for (Caller.Tool tool : tools) {
            done++;
            progress.step("calling " + tool.name() + " (" + done + " of " + tools.size() + ")");
            rehearse(tool, done);
            calling.done(tool.name());
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
                                                call.at(),
                                                witness.files(call.id()),
                                                Map.of(),
                                                call.said()))
                                .toList()));
        return new Rehearsed(
                samples,
                witness.started(settings),
                witness.withoutCall(),
                witness.refused(),
                failures,
                unused,
                calling.written());
    }

    private void rehearse(Caller.Tool tool, int place) throws Refused, InterruptedException {
        List<Calling.Made> calls = new ArrayList<>();
        made.put(tool.name(), calls);
        if (isOver(tool.name())) {
            return;
        }
        try {
            int own = seed * 10_000 + place * 131;
            calling.next();
            // what a person wrote comes first: its replies are those of the calls behind it
            for (Json written : more.getOrDefault(tool.name(), List.of())) {
                took(tool.name(), calling.adapted(tool.name(), written));
            }
            Attempts attempts =
                    new Attempts(calling, tool.name(), tool.inputSchema(), own + 120, files);
            LeftOut left = attempts.found();
            Calling.Made first = attempts.first();
            if (!attempts.unused().isEmpty() && (first != null || !calls.isEmpty())) {
                unused.put(tool.name(), new LinkedHashSet<>(attempts.unused()));
                calls.forEach(call -> used(tool.name(), call));
            }
            if (first != null) {
                calls.add(first);
            }
            for (Json arguments : CallPlan.of(tool.inputSchema(), left, own, files)) {
                if (isOver(tool.name())) {
                    return;
                }
                took(tool.name(), calling.adapted(tool.name(), arguments));
            }
        } catch (IOException e) {
            failures.put(tool.name(), String.valueOf(e.getMessage()));
            notEveryCall(tool.name(), "a call was not answered");
        }
    }

    private boolean isOver(String tool) {
        boolean over = !clock.instant().isBefore(end);
        if (over) {
            failures.put(tool, "the time was over");
            notEveryCall(tool, "the time was over");
        }
        return over;
    }

    private void notEveryCall(String tool, String why) {
        unused.computeIfAbsent(tool, each -> new LinkedHashSet<>())
                .add("(" + why + " before every call was made)");
    }

    private void took(String tool, Calling.Made call) {
        made.computeIfAbsent(tool, each -> new ArrayList<>()).add(call);
        if (call.failed()) {
            failures.putIfAbsent(tool, Caller.said(call.said()));
        }
        used(tool, call);
    }

    /** A call that ended well has values that work. */
    private void used(String tool, Calling.Made call) {
        Set<String> left = unused.get(tool);
        if (left != null && call.works()) {
            left.removeIf(each -> Unused.isIn(each, call.arguments()));
            if (left.isEmpty()) {
                unused.remove(tool);
            }
        }
    }
}
