package dev.stoplock.lab.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.port.Refused;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An MCP client on the standard streams of {@code stoplock run}, one request at a time: what an
 * agent's client is, without an agent.
 */
public final class Client implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String END = "";

    private final Process process;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(10_000);
    private JsonNode told = Trees.JSON.nullNode();
    private int id;

    private Client(Process process) {
        this.process = process;
        Thread.ofVirtual().name("drill-client").start(this::read);
    }

    /** Starts the command and opens the connection. */
    public static Client open(ProcessBuilder command)
            throws Refused, IOException, InterruptedException {
        Client client = new Client(command.start());
        ObjectNode params = Trees.JSON.createObjectNode().put("protocolVersion", "2025-06-18");
        params.putObject("capabilities");
        params.putObject("clientInfo").put("name", "mutation-drill").put("version", "1");
        client.ask("initialize", params);
        client.write(
                Trees.JSON
                        .createObjectNode()
                        .put("jsonrpc", "2.0")
                        .put("method", "notifications/initialized"));
        return client;
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.put(line);
            }
            lines.put(END);
        } catch (IOException e) {
            lines.offer(END); // the process is gone, and whoever waits is told so
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The result of a request; refuses where there is none in time. */
    JsonNode ask(String method, JsonNode params) throws Refused, IOException, InterruptedException {
        int asked = ++id;
        ObjectNode message =
                Trees.JSON
                        .createObjectNode()
                        .put("jsonrpc", "2.0")
                        .put("id", asked)
                        .put("method", method);
        message.set("params", params);
        write(message);
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            String line = lines.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null || line.equals(END)) {
                throw lost(method, line == null ? "no answer in time" : "the server is gone");
            }
            JsonNode answer = Trees.JSON.readTree(line);
            if (answer.at("/params/logger").asText().equals("drill")) {
                told = answer.at("/params/data");
            }
            if (!answer.has("method") && answer.path("id").asInt(-1) == asked) {
                if (!answer.has("result")) {
                    throw lost(method, Shown.text(answer.path("error").toString()));
                }
                return answer.path("result");
            }
        }
    }

    public JsonNode call(String tool, ObjectNode arguments)
            throws Refused, IOException, InterruptedException {
        ObjectNode params = Trees.JSON.createObjectNode().put("name", tool);
        params.set("arguments", arguments);
        return ask("tools/call", params);
    }

    /** What the lab's server told last beside an answer. */
    JsonNode told() {
        return told;
    }

    private static Refused lost(String method, String why) {
        return new Refused(
                Refusal.Exit.FAILED,
                "drill.client",
                "the server under drill did not answer " + method + ": " + why,
                "read the *.stderr files in the drill's folder and the home's logs");
    }

    private void write(JsonNode message) throws IOException {
        process.getOutputStream().write((Trees.text(message) + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
    }

    /** Ends the client's side, and the process where that does not. */
    @Override
    public void close() throws IOException {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // the pipe is gone because the process is: what close wanted
        }
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
