package dev.stoplock.gate.ledger;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The main class of a child process: appends from several threads, saying each record's index after
 * it was acknowledged, until it is killed or the ledger refuses; then it says why.
 */
final class AppendUntilKilled {

    private AppendUntilKilled() {}

    public static void main(String[] arguments) throws Exception {
        Ledger ledger = Samples.open(Path.of(arguments[0]));
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            String name = "thread " + t;
            threads[t] = Thread.ofPlatform().start(() -> append(ledger, name));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        try {
            ledger.append(Samples.found("once more"));
        } catch (IOException e) {
            say("refused: " + e.getMessage());
        }
    }

    private static void append(Ledger ledger, String name) {
        try {
            for (int i = 0; ; i++) {
                String sentence = name + " number " + i + " " + "x".repeat(500);
                say(ledger.append(Samples.found(sentence)) + ":" + sentence);
            }
        } catch (IOException e) {
            say("stopped: " + e.getMessage());
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
