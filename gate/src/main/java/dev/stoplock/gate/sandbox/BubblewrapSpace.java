package dev.stoplock.gate.sandbox;

import dev.stoplock.core.model.LaunchPlan;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Capture;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Running;
import dev.stoplock.gate.port.Sandboxes;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One namespace and, once started, the server in it. */
final class BubblewrapSpace implements Sandboxes.Space {

    private final BubblewrapSandboxes owner;
    private final NamespaceThread thread;
    private final String namespace;
    private final NamespaceCapture capture;
    private final int serverId;
    private final InsideFiles files;

    // Guarded by this: at most one start, none after closing, and closing happens once.
    private boolean started;
    private boolean closed;
    private @Nullable SandboxedProcess running;

    BubblewrapSpace(
            BubblewrapSandboxes owner,
            NamespaceThread thread,
            String namespace,
            NamespaceCapture capture,
            int serverId,
            InsideFiles files) {
        this.owner = owner;
        this.thread = thread;
        this.namespace = namespace;
        this.capture = capture;
        this.serverId = serverId;
        this.files = files;
    }

    @Override
    public Capture capture() {
        return capture;
    }

    @Override
    public Running start(LaunchPlan plan) throws Refused {
        SandboxedProcess process = begin(plan);
        process.letGo();
        return process;
    }

    private synchronized SandboxedProcess begin(LaunchPlan plan) throws Refused {
        if (started || closed) {
            throw new IllegalStateException("a space starts one server, once");
        }
        MountCheck.require(plan);
        started = true;
        SandboxedProcess process;
        try {
            process = owner.spawner().call(() -> launch(plan));
        } catch (Refused e) {
            throw e;
        } catch (Exception e) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "sandbox.start",
                    "the sandbox could not be started: " + e.getMessage(),
                    "look at the daemon's log and try again");
        }
        running = process;
        owner.watch().add(process, plan.limits());
        return process;
    }

    private SandboxedProcess launch(LaunchPlan plan) throws IOException {
        thread.require();
        return new SandboxedProcess(builder(plan).start(), this::lost);
    }

    /** Which of the gate's threads that a server rests on is gone; empty while both are there. */
    private String lost() {
        if (!owner.spawner().isAlive()) {
            return "the thread of the gate that started it is gone";
        }
        return thread.isAlive() ? "" : "the thread that held its network namespace is gone";
    }

    /**
     * Runs the smallest program in the very sandbox a server gets, on the spawner; throws with what
     * bubblewrap says if it fails.
     */
    void tryOut() throws IOException, InterruptedException {
        LaunchPlan plan =
                new LaunchPlan(
                        List.of("/usr/bin/true"),
                        Map.of(),
                        List.of(),
                        "/",
                        LaunchPlan.Limits.DEFAULT);
        Process process = builder(plan).redirectErrorStream(true).start();
        SandboxedProcess tried = new SandboxedProcess(process, this::lost);
        String said = tried.letGo();
        said += new String(process.getInputStream().readNBytes(2_000), StandardCharsets.UTF_8);
        if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(said.lines().findFirst().orElse("bubblewrap failed"));
        }
    }

    private ProcessBuilder builder(LaunchPlan plan) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                BubblewrapLine.of(
                                        owner.tools(),
                                        owner.privilege(),
                                        namespace,
                                        serverId,
                                        files,
                                        plan))
                        .directory(new File("/"));
        builder.environment().clear();
        builder.environment().putAll(plan.env());
        return builder;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (running != null) {
                running.endAll();
            }
        } finally {
            thread.end();
            owner.ended(this, serverId);
            try {
                capture.close();
                files.delete();
            } catch (IOException e) {
                throw new IllegalStateException(
                        "what a sandbox left behind could not be removed", e);
            }
        }
    }
}
