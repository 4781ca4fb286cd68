package dev.stoplock.gate.sandbox;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The one thread that starts processes and takes over what namespace threads hand on. It lives in
 * the host's namespace, as long as the sandboxes do, and is never virtual: bubblewrap's {@code
 * --die-with-parent} means the death of the thread that started it, and a virtual thread woken by a
 * namespace thread would have its carrier born in that namespace.
 */
final class Spawner implements AutoCloseable {

    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    private final Thread thread;

    private volatile boolean ended;

    Spawner() {
        thread = Thread.ofPlatform().daemon().name("stoplock-spawner").start(this::run);
    }

    /** Runs the task on the spawner's thread and waits for it. */
    <T> T call(Callable<T> task) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        submit(() -> {
            try {
                done.complete(ended ? gone() : task.call());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Queues a task, which must not throw: the spawner would end with it. */
    void submit(Runnable task) {
        tasks.add(task);
        if (ended) {
            failQueued();
        }
    }

    private static <T> T gone() throws Refused {
        throw new Refused(
                Refusal.Exit.FAILED,
                "sandbox.start",
                "the thread of the gate that starts servers has ended, and none starts without it",
                "stop the gate with `stoplock down`; the next run starts it anew");
    }

    /** Whether servers can be started; those that were end with it. */
    boolean isAlive() {
        return !ended;
    }

    /** What is queued once it has ended is not done, but its askers are told. */
    private void failQueued() {
        for (Runnable left = tasks.poll(); left != null; left = tasks.poll()) {
            left.run();
        }
    }

    private void run() {
        try {
            while (!ended) {
                try {
                    tasks.take().run();
                } catch (InterruptedException e) {
                    // Nobody may end the spawner but close(): the servers it started would die with
                    // it.
                    continue;
                }
            }
        } finally {
            // However it ends, nobody is left waiting: who queued before is answered, who comes
            // later sees that it ended.
            ended = true;
            failQueued();
        }
    }

    /** Lets what is queued finish, then ends the thread. */
    @Override
    public void close() {
        submit(() -> ended = true);
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
