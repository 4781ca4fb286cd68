package dev.stoplock.bench;

import dev.stoplock.core.contract.Contract;
import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.contract.LearnedContract;
import dev.stoplock.core.contract.learn.Learner;
import dev.stoplock.core.contract.learn.Sample;
import dev.stoplock.core.effect.Adapters;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.core.policy.Judge;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.RequestHead;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Explaining 20 KB of JSON that an adapter has read, against eight open calls of which the last one
 * asked for it: under the default contract, and under one that was learned and names the source of
 * every value. Of the sampled times the lowest are to be read where other work runs beside it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class ExplainBenchmark {

    private static final Destination API =
            new Destination("api.tracker.example", Destination.HTTPS);
    private static final String TOOL = "addCards";
    private static final ServerPolicy POLICY =
            new ServerPolicy(
                    new ServerName("tracker-mcp"),
                    new Grant(Set.of(API), Set.of(), Map.of()),
                    List.of(),
                    null,
                    Modes.ENFORCE);

    private final DefaultContract standard =
            new DefaultContract(POLICY, (presented, destination) -> null);
    private final Contract learned =
            new LearnedContract(
                    standard,
                    Map.of(),
                    Map.of(),
                    new Contracts(
                            Map.of(
                                    TOOL,
                                    Learner.learn(TOOL, List.of(sample("a"), sample("b")), true)
                                            .contract())));
    private final Reading reading = read("cards", body("asked", 20_000));
    private final List<Lease> leases = leases();

    /** Rows of five values; the names of the rows are those of one call. */
    private static String body(String seed, int length) {
        StringBuilder text =
                new StringBuilder(
                        "{\"list\":\"cards\",\"title\":\"title " + seed + "\",\"cards\":[");
        for (int i = 0; text.length() < length; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"card of " + seed + " ")
                    .append(i)
                    .append("\",\"quantity\":\"q " + seed + " ")
                    .append(i)
                    .append("\",\"state\":\"state " + seed + i)
                    .append("\",\"note\":\"the invoice of " + seed + ", and so on\",\"price\":\"")
                    .append(seed + i + ".50\"}");
        }
        return text.append("]}").toString();
    }

    private static Json json(String text) {
        return ((JsonResult.Parsed)
                        JsonReader.read(text.getBytes(StandardCharsets.UTF_8), JsonLimits.MESSAGE))
                .value();
    }

    private static Effect effect(String path, String body) {
        return ((Reading.Effects) read(path, body)).effects().getFirst();
    }

    private static Reading read(String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        RequestHead head =
                new RequestHead(
                        "POST",
                        "/" + path,
                        new Fields(List.of(new Fields.Field("content-type", "application/json"))));
        return Adapters.read(
                new Exchange(API, Http1Writer.canonical(head, API.host(), bytes.length), bytes));
    }

    private static Sample sample(String seed) {
        String body = body(seed, 300);
        return new Sample(
                json(body),
                Map.of(),
                List.of(new Sample.Seen(effect("cards", body), null)),
                false,
                Instant.EPOCH);
    }

    private static List<Lease> leases() {
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String seed = i == 7 ? "asked" : "other " + i;
            leases.add(
                    new Lease(
                            new ToolCall(
                                    new CallId("c" + i),
                                    new AgentName("bench"),
                                    POLICY.server(),
                                    new InstanceId("bench"),
                                    TOOL,
                                    json(body(seed, 20_000)),
                                    Instant.EPOCH),
                            List.of(),
                            List.of()));
        }
        return leases;
    }

    private Judgement by(Contract contract) {
        Judgement judgement = new Judge(POLICY, contract).judge(reading, leases);
        if (!judgement.leaves()) {
            throw new IllegalStateException(judgement.verdict().sentence());
        }
        return judgement;
    }

    @Benchmark
    public Judgement byTheDefaultContract() {
        return by(standard);
    }

    @Benchmark
    public Judgement byALearnedContract() {
        return by(learned);
    }

    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder().include(ExplainBenchmark.class.getSimpleName()).build())
                .run();
    }
}
