package dev.stoplock.gate.sandbox;

import dev.stoplock.gate.port.HostNamespace;
import dev.stoplock.gate.port.Running;
import dev.stoplock.gate.port.Sandboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * From a cold Java: twenty sandboxes, their carriers idle until they are retired, new ones born;
 * prints where each thread is.
 */
final class TwentySandboxes {

    private TwentySandboxes() {}

    public static void main(String[] arguments) throws Exception {
        HostNamespace host = HostNamespace.here();
        List<Sandboxes.Space> spaces = new ArrayList<>();
        ConcurrentLinkedQueue<String> connections = new ConcurrentLinkedQueue<>();
        try (Workbench bench = new Workbench()) {
            CountDownLatch opened = new CountDownLatch(20);
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < 20; i++) {
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                Sandboxes.Space space =
                                        bench.open(connections, new ConcurrentLinkedQueue<>());
                                synchronized (spaces) {
                                    spaces.add(space);
                                }
                                Running running =
                                        space.start(
                                                bench.plan(
                                                        "import socket; socket.create_connection(('198.51.100.9', 4444)).recv(9); print('met', flush=True); input()",
                                                        Map.of()));
                                running.stdout().read();
                            } catch (Throwable e) {
                                failures.add(e);
                            }
                            opened.countDown();
                        });
            }
            System.out.println(
                    "all opened " + opened.await(60, TimeUnit.SECONDS) + " failures " + failures);
            System.out.println("connections " + connections.size());
            System.out.println("carriers at work " + (carriers() > 0));
            // The scheduler retires a carrier after 30 s without work; nothing virtual is runnable
            // now.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(50);
            CountDownLatch never = new CountDownLatch(1);
            while (carriers() > 0
                    && System.nanoTime() < deadline
                    && !never.await(250, TimeUnit.MILLISECONDS)) {
                continue;
            }
            System.out.println("carriers left " + carriers());
            // New carriers are born now: by a connection from inside, and by a plain start.
            CountDownLatch checked = new CountDownLatch(50);
            for (int i = 0; i < 50; i++) {
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                host.require();
                                checked.countDown();
                            } catch (IOException e) {
                                failures.add(e);
                            }
                        });
            }
            System.out.println(
                    "new carriers in the host's namespace "
                            + checked.await(10, TimeUnit.SECONDS)
                            + " "
                            + failures);
            List<String> elsewhere = Workbench.threadsElsewhere(host.toString());
            System.out.println(
                    "elsewhere "
                            + elsewhere.size()
                            + " all namespace threads "
                            + elsewhere.stream()
                                    .allMatch(name -> name.startsWith("stoplock-names")));
            for (Sandboxes.Space space : spaces) {
                space.close();
                space.close();
            }
        }
        System.out.println("closed");
    }

    private static long carriers() throws IOException {
        long count = 0;
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                try {
                    count +=
                            Files.readString(task.resolve("comm")).startsWith("ForkJoinPool-1")
                                    ? 1
                                    : 0;
                } catch (IOException e) {
                    continue; // it ended meanwhile
                }
            }
        }
        return count;
    }
}
