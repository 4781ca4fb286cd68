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
import dev.stoplock.core.wire.http1.Http1Requests;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.HttpStep;
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
 * Reading and judging one request, from its bytes on the wire to its judgement: a mail, and 20 KB
 * of JSON for an API that no adapter knows. Beside it the limit below: walking the same body's
 * tokens with Jackson alone. Nothing here is recorded or sent.
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

    private static final Destination TRACKER =
            new Destination("api.tracker.example", Destination.HTTPS);
    private static final ServerPolicy ANY =
            new ServerPolicy(
                    new ServerName("tracker-mcp"),
                    new Grant(Set.of(TRACKER), Set.of(), Map.of()),
                    List.of(),
                    null,
                    Modes.ENFORCE);
    private final Judge any =
            new Judge(ANY, new DefaultContract(ANY, (presented, destination) -> null));
    private final byte[] mail =
            wire("POST /email", API, body, "X-Postmark-Server-Token: placeholder");
    private final byte[] json20k = cards();
    private final byte[] cards = wire("POST /cards", TRACKER, json20k, "Accept: application/json");

    /** Rows of five values, 20 KB together; the board's name is an argument of the call. */
    private static byte[] cards() {
        StringBuilder text = new StringBuilder("{\"title\":\"Your invoice\",\"cards\":[");
        for (int i = 0; text.length() < 20_000; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"card ")
                    .append(i)
                    .append("\",\"quantity\":")
                    .append(i)
                    .append(
                            ",\"done\":false,\"note\":\"the invoice is attached, and so on\",\"price\":1.50}");
        }
        return text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] wire(String line, Destination to, byte[] body, String field) {
        byte[] head =
                (line
                                + " HTTP/1.1\r\nHost: "
                                + to.host()
                                + "\r\nContent-Type: application/json\r\n"
                                + field
                                + "\r\nContent-Length: "
                                + body.length
                                + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }

    private static Exchange read(byte[] bytes, Destination to) {
        Http1Requests requests = Http1Requests.asking(16 << 20);
        requests.feed(bytes, 0, bytes.length);
        if (!(requests.next() instanceof HttpStep.Request(RequestHead head, byte[] read))) {
            throw new IllegalStateException("the request was not read");
        }
        return new Exchange(to, Http1Writer.canonical(head, to.host(), read.length), read);
    }

    private static Judgement allowed(Judgement judgement) {
        if (!judgement.leaves()) {
            throw new IllegalStateException(judgement.verdict().sentence());
        }
        return judgement;
    }

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

    /** A Postmark mail: bytes, head, adapter, explanation, judgement. */
    @Benchmark
    public Judgement mailFromItsBytes() {
        return allowed(judge.judge(Adapters.read(read(mail, API)), leases));
    }

    /** 20 KB of JSON, value by value. */
    @Benchmark
    public Judgement jsonOf20KbFromItsBytes() {
        return allowed(any.judge(Adapters.read(read(cards, TRACKER)), leases));
    }

    /** From a request's head and body to its judgement. */
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
        return tokens(body);
    }

    /** The same for the 20 KB. */
    @Benchmark
    public int tokensOf20KbAlone() throws IOException {
        return tokens(json20k);
    }

    private static int tokens(byte[] text) throws IOException {
        int tokens = 0;
        try (JsonParser parser = JSON.createParser(text)) {
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
