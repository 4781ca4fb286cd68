package dev.stoplock.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A client of one MCP connection over the standard streams of a process (MCP 2025-06-18,
 * transports: one JSON-RPC message a line), for as many threads as like to ask at once. It reads no
 * more of an answer than its id, so that what is measured is the other side.
 */
final class McpPeer implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;
    private static final String ID = "\"id\":";

    private final Child child;
    private final OutputStream out;
    private final AtomicLong numbers = new AtomicLong(1);
    private final Map<Long, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();

    /** Guards {@code out}, so that no line is torn. */
    private final ReentrantLock lock = new ReentrantLock();

    McpPeer(Child child) {
        this.child = child;
        this.out = child.process().getOutputStream();
        Thread.ofPlatform().daemon().name("mcp answers").start(this::read);
    }

    private void read() {
        IOException end = new IOException("the connection ended");
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(child.process().getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                CompletableFuture<String> asked = waiting.remove(id(line));
                if (asked != null) {
                    asked.complete(line);
                }
            }
        } catch (IOException e) {
            end = e;
        }
        for (CompletableFuture<String> each : waiting.values()) {
            each.completeExceptionally(end);
        }
    }

    private static long id(String line) {
        int from = line.indexOf(ID) + ID.length();
        int to = from;
        while (to < line.length() && Character.isDigit(line.charAt(to))) {
            to++;
        }
        return from < ID.length() || to == from ? -1 : Long.parseLong(line, from, to, 10);
    }

    /** Asks and waits for the answer's line; {@code params} is JSON. */
    String ask(String method, String params) throws IOException, InterruptedException {
        long id = numbers.getAndIncrement();
        CompletableFuture<String> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        send(
                "{\"jsonrpc\":\"2.0\",\"id\":"
                        + id
                        + ",\"method\":\""
                        + method
                        + "\",\"params\":"
                        + params
                        + "}");
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw child.failed(method + " got no answer (" + e + ")");
        }
    }

    private void send(String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(UTF_8);
        lock.lock();
        try {
            out.write(bytes);
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    void initialize() throws IOException, InterruptedException {
        String answer =
                ask(
                        "initialize",
                        "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},"
                                + "\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}");
        if (!answer.contains("\"result\"")) {
            throw new IOException("the server did not initialize: " + answer);
        }
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    /** Says goodbye and waits until the other side has ended. */
    void end() throws IOException, InterruptedException {
        out.close();
        child.awaitEnd();
    }

    @Override
    public void close() {
        child.close();
    }
}
