package dev.stoplock.gate.sandbox;

import dev.stoplock.gate.port.Running;
import dev.stoplock.gate.port.Sandboxes;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Starts a server that would run for ever, prints the processes of its sandbox, and kills itself
 * without a chance to clean up.
 */
final class DieWithDaemon {

    private DieWithDaemon() {}

    public static void main(String[] arguments) throws Exception {
        Workbench bench = new Workbench();
        Sandboxes.Space space =
                bench.open(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
        Running running =
                space.start(
                        bench.plan(
                                "import os, signal; os.fork(); print('up', flush=True); signal.pause()",
                                Map.of()));
        running.stdout().read();
        System.out.println("folder " + bench.folder);
        System.out.println("process " + running.pid());
        ProcessHandle.of(running.pid())
                .orElseThrow()
                .descendants()
                .forEach(inside -> System.out.println("process " + inside.pid()));
        System.out.flush();
        new ProcessBuilder("/bin/kill", "-9", Long.toString(ProcessHandle.current().pid()))
                .start()
                .waitFor();
    }
}
