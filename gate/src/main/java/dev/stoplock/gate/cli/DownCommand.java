package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import picocli.CommandLine;

/** {@code stoplock down}: stops the daemon in order; running servers end and their clients are told. */
@CommandLine.Command(name = "down", description = "Stop the daemon in order.")
final class DownCommand extends Command {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(25);

    DownCommand(Site site) {
        super(site);
    }

    @Override
    int run() throws Refused, IOException, InterruptedException {
        Home home = site().home();
        DaemonClient client;
        try {
            client = DaemonClient.connect(home.socket());
        } catch (IOException e) {
            terminal().line("no daemon is up for " + home.folder());
            return 0;
        }
        try (client) {
            client.ask(Json.object().put("do", "stop").build());
            client.awaitClose();
        }
        awaitRelease(home);
        terminal().line("the daemon for " + home.folder() + " has stopped");
        return 0;
    }

    /** The daemon gives its lock up last, when the ledger is closed and signed. */
    private static void awaitRelease(Home home) throws Refused, IOException, InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        try (FileChannel channel = FileChannel.open(home.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (System.nanoTime() < until) {
                try (FileLock released = channel.tryLock()) {
                    if (released != null) {
                        return;
                    }
                }
                Thread.sleep(STEP);
            }
        }
        throw new Refused(
                Refusal.Exit.FAILED,
                "daemon.slow",
                "the daemon for " + home.folder() + " has not stopped within " + PATIENCE.toSeconds() + " s, or another is up already",
                "see " + home.logs().resolve("daemon.log"));
    }
}
