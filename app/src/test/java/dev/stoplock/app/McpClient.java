package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An MCP client over the standard streams of {@code stoplock run}: numbers its requests and keeps
 * whatever else it is told.
 */
final class McpClient implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 40;

    private final Process process;
    private final Path err;
    private final OutputStream out;
    private final AtomicInteger numbers = new AtomicInteger(1);
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final BlockingQueue<JsonNode> others = new LinkedBlockingQueue<>();

    McpClient(Process process, Path err) {
        this.process = process;
        this.err = err;
        this.out = process.getOutputStream();
        Thread.ofPlatform().daemon().name("client reads").start(this::read);
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode message = Rig.JSON.readTree(line);
                CompletableFuture<JsonNode> asked =
                        message.has("method") ? null : waiting.remove(message.path("id").asInt(-1));
                if (asked == null) {
                    others.add(message);
                } else {
                    asked.complete(message);
                }
            }
        } catch (IOException e) {
            others.add(Rig.JSON.createObjectNode().put("broken", e.toString()));
        }
        waiting.values()
                .forEach(each ->
                        each.completeExceptionally(new IOException("the connection ended")));
    }

    void raw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    void line(String text) throws IOException {
        raw((text + "\n").getBytes(UTF_8));
    }

    /** The id that the next request will have. */
    int nextId() {
        return numbers.get();
    }

    CompletableFuture<JsonNode> ask(String method, ObjectNode params) throws IOException {
        int id = numbers.getAndIncrement();
        return ask(id, method, params);
    }

    CompletableFuture<JsonNode> ask(int id, String method, ObjectNode params) throws IOException {
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        ObjectNode message =
                Rig.JSON
                        .createObjectNode()
                        .put("jsonrpc", "2.0")
                        .put("id", id)
                        .put("method", method);
        message.set("params", params);
        line(message.toString());
        return answer;
    }

    void tell(String method, ObjectNode params) throws IOException {
        ObjectNode message =
                Rig.JSON.createObjectNode().put("jsonrpc", "2.0").put("method", method);
        message.set("params", params);
        line(message.toString());
    }

    JsonNode request(String method, ObjectNode params) throws Exception {
        return ask(method, params).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    CompletableFuture<JsonNode> startTool(String tool, ObjectNode arguments) throws IOException {
        ObjectNode params = Rig.JSON.createObjectNode().put("name", tool);
        params.set("arguments", arguments);
        return ask("tools/call", params);
    }

    JsonNode tool(String tool, ObjectNode arguments) throws Exception {
        return startTool(tool, arguments).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * The next message that answers no request of ours and holds this text; earlier ones are
     * dropped.
     */
    JsonNode other(String text) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            JsonNode next = others.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError("no message said: " + text);
            }
            if (next.toString().contains(text)) {
                return next;
            }
        }
    }

    /** Every message so far that answers no request of ours and was not asked for yet. */
    List<JsonNode> others() {
        return List.copyOf(others);
    }

    /** Closes our side and returns the exit code. */
    int end() throws Exception {
        out.close();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("stoplock run did not end when its client closed");
        }
        return process.exitValue();
    }

    /** How it ended and what it said, where it ends by itself while we are still there. */
    Rig.Ran ended() throws Exception {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("stoplock run goes on: " + Files.readString(err));
        }
        return new Rig.Ran(process.exitValue(), "", Files.readString(err));
    }

    /** Breaks off without a word. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
