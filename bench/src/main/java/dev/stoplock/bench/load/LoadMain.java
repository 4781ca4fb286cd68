package dev.stoplock.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The door of the load drivers: {@code stoplock bench NAME… [--quick] [--results DIR]}. What the
 * launcher knows comes as system properties.
 */
final class LoadMain {

    private static final int USAGE = 2;
    private static final int PATIENCE_SECONDS = 60;

    private LoadMain() {}

    private static Map<String, Benchmark> all() {
        Map<String, Benchmark> all = new LinkedHashMap<>();
        all.put("calls", new Calls());
        all.put("egress", new Egress(System.getProperty("stoplock.bench.nginx", "")));
        all.put("judged", new Judged());
        all.put("start", new Start());
        all.put("ledger", new Appends());
        return all;
    }

    public static void main(String[] arguments)
            throws IOException, InterruptedException, GeneralSecurityException {
        Map<String, Benchmark> known = all();
        List<String> names = new ArrayList<>();
        boolean quick = false;
        Path results = Path.of(System.getProperty("stoplock.bench.results", "."));
        for (int i = 0; i < arguments.length; i++) {
            String word = arguments[i];
            if (word.equals("--quick")) {
                quick = true;
            } else if (word.equals("--results") && i + 1 < arguments.length) {
                results = Path.of(arguments[++i]);
            } else if (word.equals("all")) {
                names.addAll(known.keySet());
            } else if (known.containsKey(word)) {
                names.add(word);
            } else {
                names.clear();
                break;
            }
        }
        if (names.isEmpty()) {
            System.err.println(
                    "stoplock: usage: stoplock bench "
                            + String.join("|", known.keySet())
                            + "|all [--quick] [--results DIR]");
            System.exit(USAGE);
        }
        CountDownLatch done = endingInOrder(Thread.currentThread());
        Path folder =
                Folders.open(Path.of(System.getProperty("stoplock.bench.folder", "/var/tmp")));
        try {
            Setting setting =
                    new Setting(
                            quick,
                            folder,
                            Path.of(System.getProperty("stoplock.bench.launcher", "stoplock")),
                            System.getProperty("stoplock.bench.profile", ""),
                            new SecureRandom());
            for (String name : names) {
                Benchmark benchmark = known.get(name);
                if (benchmark != null) {
                    measure(name, benchmark, setting, results);
                }
            }
        } finally {
            Folders.remove(folder);
            done.countDown();
        }
    }

    /** A signal interrupts the run, which then ends its processes and removes its folder. */
    private static CountDownLatch endingInOrder(Thread run) {
        CountDownLatch done = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            run.interrupt();
                            try {
                                if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                                    System.err.println("stoplock: bench: not ended in order");
                                }
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        }));
        return done;
    }

    private static void measure(String name, Benchmark benchmark, Setting setting, Path results)
            throws IOException, InterruptedException, GeneralSecurityException {
        Machine machine = new Machine(setting.folder(), Instant.now());
        String facts = machine.facts(setting.disk(), setting.quick() ? 20 : 500);
        String text =
                benchmark.title()
                        + "\n"
                        + (setting.quick() ? "A QUICK RUN: these figures mean nothing\n" : "")
                        + "\n"
                        + facts
                        + "\n"
                        + benchmark.measure(setting);
        System.out.println(text);
        Files.createDirectories(results);
        Files.writeString(results.resolve(name + ".txt"), text);
    }
}
