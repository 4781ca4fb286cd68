package dev.stoplock.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.stoplock.core.contract.DefaultContract;
import dev.stoplock.core.effect.Adapters;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AgentName;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Lease;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.ToolCall;
import dev.stoplock.core.policy.Judge;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.RequestHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
 * Reading and judging one mail, beside the limit below it: walking the same body's tokens with
 * Jackson alone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JudgeBenchmark {

    private static final Destination API =
            new Destination("api.postmarkapp.com", Destination.HTTPS);
    private static final JsonFactory JSON = new JsonFactory();

    private final byte[] body =
            ("{\"From\":\"shop@shop.example\",\"To\":\"ann@customer.example\",\"Subject\":\"Your invoice\",\"TextBody\":\""
                            + "Dear Ann, the invoice is attached. ".repeat(30)
                            + "\",\"MessageStream\":\"outbound\"}")
                    .getBytes(StandardCharsets.UTF_8);
    private static final ServerPolicy POLICY =
            new ServerPolicy(
                    new ServerName("postmark-mcp"),
                    new Grant(
                            Set.of(API),
                            Set.of(),
                            Map.of("DEFAULT_SENDER_EMAIL", "shop@shop.example")),
                    List.of(),
                    null,
                    Modes.ENFORCE);
    private final Judge judge =
            new Judge(
                    POLICY,
                    new DefaultContract(
                            POLICY,
                            (presented, destination) -> new SecretName("POSTMARK_SERVER_TOKEN")));
    private final List<Lease> leases = List.of(lease());

    private static Lease lease() {
        Json.Obj arguments =
                Json.object()
                        .put("to", "ann@customer.example")
                        .put("subject", "Your invoice")
                        .build();
        ToolCall call =
                new ToolCall(
                        new CallId("bench-c1"),
                        new AgentName("bench"),
                        new ServerName("postmark-mcp"),
                        new InstanceId("bench"),
                        "sendEmail",
                        arguments,
                        Instant.EPOCH);
        return new Lease(call, List.of(), List.of());
    }

    /** From a request's bytes to its judgement. */
    @Benchmark
    public Judgement readAndJudge() {
        Fields fields =
                Fields.NONE
                        .with("content-type", "application/json")
                        .with("x-postmark-server-token", "stoplock-placeholder");
        RequestHead head =
                Http1Writer.canonical(
                        new RequestHead("POST", "/email", fields), API.host(), body.length);
        return judge.judge(Adapters.read(new Exchange(API, head, body)), leases);
    }

    /** The limit: the tokens of the same body, and nothing made of them. */
    @Benchmark
    public int tokensAlone() throws IOException {
        int tokens = 0;
        try (JsonParser parser = JSON.createParser(body)) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }

    public static void main(String[] arguments) throws RunnerException {
        new Runner(new OptionsBuilder().include(JudgeBenchmark.class.getSimpleName()).build())
                .run();
    }
}
