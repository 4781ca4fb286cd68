package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import picocli.CommandLine;

/**
 * {@code stoplock down}: stops the daemon in order; running servers end and their clients are told.
 */
@CommandLine.Command(name = "down", description = "Stop the daemon in order.")
final class DownCommand extends Command {

    DownCommand(Site site) {
        super(site);
    }

    @Override
    int run() throws Refused, IOException {
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
        home.awaitGateGone();
        terminal().line("the daemon for " + home.folder() + " has stopped");
        return 0;
    }
}
