package dev.stoplock.lab.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.lab.business.InvoiceDatabase;
import dev.stoplock.lab.business.Letter;
import dev.stoplock.lab.business.LetterSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ModelEndpointTest {

    private final Path folder;
    private final HttpServer http;
    private final List<Json.Obj> requests = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<Letter> letters = LetterSource.from(3).after();

    ModelEndpointTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    @Test
    void aModelBehindTheProtocolMailsWhatItReadThroughTheTool() {
        // plays a model that asks for all mails at once, from the rows it was given
        answer(request -> {
            List<Json> messages = array(request, "messages");
            Json.Obj last = (Json.Obj) messages.getLast();
            if ("user".equals(last.text("role"))) {
                return asking(List.of(call("c0", "due_letters", Json.object().build())));
            }
            if (!"c0".equals(last.text("tool_call_id"))) {
                return message(
                        Json.object().put("role", "assistant").put("content", "All done.").build());
            }
            List<Json> calls = new ArrayList<>();
            for (Json row : ((Json.Arr) parse("" + last.text("content"))).items()) {
                Json.Obj letter = (Json.Obj) row;
                calls.add(
                        call(
                                "c" + (calls.size() + 1),
                                "sendEmail",
                                Json.object()
                                        .put("to", "" + letter.text("to"))
                                        .put("subject", "" + letter.text("subject"))
                                        .put("textBody", "" + letter.text("body"))
                                        .build()));
            }
            return asking(calls);
        });

        AgentRun run = run("--fail=" + letters.getLast().subject());

        assertThat(run.end()).isEqualTo(new AgentRun.Finished("All done."));
        assertThat(run.mails())
                .extracting(mail ->
                        List.of(
                                "" + mail.text("to"),
                                "" + mail.text("subject"),
                                "" + mail.text("textBody")))
                .containsExactlyElementsOf(
                        letters.stream().map(l -> List.of(l.to(), l.subject(), l.body())).toList());
        assertThat(run.errors()).isEqualTo(1);
        assertThat(keys).containsOnly("Bearer key-for-tests");
        assertThat(requests)
                .hasSize(3)
                .allMatch(request -> "some-model".equals(request.text("model")));
        assertThat(array(requests.getFirst(), "tools"))
                .extracting(tool -> ((Json.Obj) member((Json.Obj) tool, "function")).text("name"))
                .containsExactly("due_letters", "sendEmail");
        assertThat(JsonWriter.compact(requests.getLast())).contains("mailbox is full");
    }

    @Test
    void anEndpointThatFailsEndsTheRunAndIsAskedOnce() {
        http.createContext(
                "/v1/chat/completions",
                exchange -> {
                    keys.add("asked");
                    reply(exchange, 500, "{\"error\":{\"message\":\"out of order\"}}");
                });

        AgentRun run = run();

        AgentRun.Failed failed = (AgentRun.Failed) run.end();
        assertThat(failed.why().rule().value()).isEqualTo("agent.model");
        assertThat(failed.why().sentence())
                .contains("out of order")
                .doesNotContain("key-for-tests");
        assertThat(keys).hasSize(1);
        assertThat(run.asked()).isEmpty();
    }

    @Test
    void anAnswerThatIsNoChatCompletionEndsTheRun() {
        http.createContext(
                "/v1/chat/completions", exchange -> reply(exchange, 200, "<html>hello</html>"));

        assertThat(run().end())
                .isInstanceOfSatisfying(
                        AgentRun.Failed.class,
                        failed -> assertThat(failed.why().rule().value()).isEqualTo("agent.model"));
    }

    @Test
    void isConfiguredByTheEnvironmentAndNeverPrintsItsKey() {
        Duration timeout = Duration.ofSeconds(5);
        assertThat(ModelEndpoint.from(Map.of(), timeout)).isEmpty();
        assertThat(
                        ModelEndpoint.from(
                                Map.of(
                                        "STOPLOCK_MODEL_URL",
                                        "http://localhost:1/v1",
                                        "STOPLOCK_MODEL_NAME",
                                        "m",
                                        "STOPLOCK_MODEL_KEY",
                                        "k3y"),
                                timeout))
                .hasValue(new ModelEndpoint("http://localhost:1/v1", "m", "k3y", timeout))
                .get()
                .asString()
                .doesNotContain("k3y");
        assertThatThrownBy(() ->
                        ModelEndpoint.from(
                                Map.of("STOPLOCK_MODEL_URL", "http://localhost:1/v1"), timeout))
                .hasMessageContaining("STOPLOCK_MODEL_NAME");
        assertThatThrownBy(() ->
                        ModelEndpoint.from(Map.of("STOPLOCK_MODEL_URL", "localhost"), timeout))
                .hasMessageContaining("STOPLOCK_MODEL_URL");
    }

    private AgentRun run(String... options) {
        ModelEndpoint endpoint =
                new ModelEndpoint(
                        "http://127.0.0.1:" + http.getAddress().getPort() + "/v1",
                        "some-model",
                        "key-for-tests",
                        Duration.ofSeconds(10));
        InvoiceDatabase database = InvoiceDatabase.create(folder.resolve("business.db"), letters);
        AgentLog log = new AgentLog(folder.resolve("agent.jsonl"), () -> Instant.EPOCH);
        return new AgentLoop(
                        endpoint.model(),
                        List.of(new DueLettersTool(database)),
                        new Approver(shown -> true),
                        log,
                        "lab-agent",
                        Limits.USUAL)
                .run("Mail every letter that is due.", TestServer.command(folder, options));
    }

    private void answer(Function<Json.Obj, Json.Obj> model) {
        http.createContext(
                "/v1/chat/completions",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    Json.Obj request = (Json.Obj) parse(new String(body, StandardCharsets.UTF_8));
                    requests.add(request);
                    keys.add("" + exchange.getRequestHeaders().getFirst("Authorization"));
                    reply(exchange, 200, JsonWriter.compact(model.apply(request)));
                });
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Json.Obj call(String id, String tool, Json.Obj arguments) {
        return Json.object()
                .put("id", id)
                .put("type", "function")
                .put(
                        "function",
                        Json.object()
                                .put("name", tool)
                                .put("arguments", JsonWriter.compact(arguments))
                                .build())
                .build();
    }

    private static Json.Obj asking(List<Json> calls) {
        return message(
                Json.object()
                        .put("role", "assistant")
                        .put("content", Json.NULL)
                        .put("tool_calls", new Json.Arr(calls))
                        .build());
    }

    private static Json.Obj message(Json.Obj message) {
        Json.Obj choice =
                Json.object()
                        .put("index", 0)
                        .put("message", message)
                        .put("finish_reason", "stop")
                        .build();
        return Json.object()
                .put("id", "r")
                .put("object", "chat.completion")
                .put("created", 1)
                .put("model", "some-model")
                .put("choices", new Json.Arr(List.of(choice)))
                .build();
    }

    private static List<Json> array(Json.Obj object, String key) {
        return ((Json.Arr) member(object, key)).items();
    }

    private static Json member(Json.Obj object, String key) {
        return object.members().getOrDefault(key, Json.NULL);
    }

    private static Json parse(String text) {
        return ((JsonResult.Parsed)
                        JsonReader.read(text.getBytes(StandardCharsets.UTF_8), JsonLimits.MESSAGE))
                .value();
    }
}
