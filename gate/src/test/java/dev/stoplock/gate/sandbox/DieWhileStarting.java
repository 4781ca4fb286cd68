package dev.stoplock.gate.sandbox;

import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Sandboxes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Opens sandboxes, says where and that it starts, and starts in each a server that would run for
 * ever, until somebody kills it.
 */
final class DieWhileStarting {

    private static final int SERVERS = 4;

    private DieWhileStarting() {}

    public static void main(String[] arguments) throws Exception {
        Workbench bench = new Workbench();
        List<Sandboxes.Space> spaces = new ArrayList<>();
        for (int i = 0; i < SERVERS; i++) {
            spaces.add(bench.open(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>()));
        }
        System.out.println(bench.folder);
        System.out.println("starting");
        for (Sandboxes.Space space : spaces) {
            Thread.ofPlatform().start(() -> start(bench, space));
        }
    }

    private static void start(Workbench bench, Sandboxes.Space space) {
        try {
            space.start(bench.plan("import signal; signal.pause()", Map.of())).ended().join();
        } catch (IOException | Refused e) {
            System.out.println(e);
        }
    }
}
