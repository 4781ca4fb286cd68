package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import picocli.CommandLine;

/** {@code stoplock console}: a fresh login link for the console of the gate that is up. */
@CommandLine.Command(
        name = "console",
        description = "Print a fresh login link for the console that stoplock up serves.")
final class ConsoleCommand extends Command {

    ConsoleCommand(Site site) {
        super(site);
    }

    @Override
    int run() throws Refused, IOException {
        Home home = site().home();
        DaemonClient client;
        try {
            client = DaemonClient.connect(home.socket());
        } catch (IOException e) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "console.not-up",
                    "no gate is up for " + home.folder() + ", so there is no console",
                    "start it in a terminal: stoplock up");
        }
        try (client) {
            String link = client.ask(Json.object().put("do", "console").build()).text("link");
            if (link == null) {
                throw new IOException("the gate gave no link");
            }
            terminal().line(link);
            terminal().progress("it opens the console once, within ten minutes");
            return 0;
        }
    }
}
