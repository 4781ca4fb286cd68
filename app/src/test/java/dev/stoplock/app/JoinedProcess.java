package dev.stoplock.app;

import dev.stoplock.core.json.Json;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** What {@code stoplock run} does, without its JVM: the daemon's connection, joined to two pipes. */
final class JoinedProcess extends Process {

    private static final int ROOM = 256 << 10;

    private final DaemonClient connection;
    private final PipedOutputStream stdin = new PipedOutputStream();
    private final PipedInputStream stdout = new PipedInputStream(ROOM);
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();

    private JoinedProcess(DaemonClient connection) throws IOException {
        this.connection = connection;
        InputStream fromClient = new PipedInputStream(stdin, ROOM);
        OutputStream toClient = new PipedOutputStream(stdout);
        Thread.ofPlatform().daemon().name("joined").start(() -> join(fromClient, toClient));
    }

    /** Starts the server; throws the daemon's refusal where it does not start. */
    static JoinedProcess start(Path home, String server) throws IOException, Refused {
        DaemonClient connection = DaemonClient.connect(home.resolve("daemon.sock"));
        try {
            connection.ask(Json.object().put("do", "run").put("server", server).build());
            return new JoinedProcess(connection);
        } catch (IOException | Refused e) {
            connection.close();
            throw e;
        }
    }

    private void join(InputStream fromClient, OutputStream toClient) {
        try (toClient) {
            ended.complete(connection.join(fromClient, toClient) ? 0 : 1);
        } catch (IOException e) {
            ended.complete(1);
        }
    }

    @Override
    public OutputStream getOutputStream() {
        return stdin;
    }

    @Override
    public InputStream getInputStream() {
        return stdout;
    }

    @Override
    public InputStream getErrorStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() throws InterruptedException {
        return ended.join();
    }

    @Override
    public int exitValue() {
        if (!ended.isDone()) {
            throw new IllegalThreadStateException("it runs");
        }
        return ended.join();
    }

    @Override
    public void destroy() {
        try {
            connection.close();
        } catch (IOException e) {
            ended.complete(1);
        }
    }
}
