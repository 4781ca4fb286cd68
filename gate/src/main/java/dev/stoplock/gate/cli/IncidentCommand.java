package dev.stoplock.gate.cli;

import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.config.Copied;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.report.IncidentReport;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * {@code stoplock incident NAME}: from the ledger alone, who received what in which call under
 * which version, what was denied, what is in doubt, and what to do next.
 */
@CommandLine.Command(
        name = "incident",
        description = "Account for one server: who received what, what was denied, what to do.")
final class IncidentCommand extends Command {

    @CommandLine.Parameters(paramLabel = "NAME", description = "the server")
    private String name = "";

    @CommandLine.Option(
            names = "--since",
            paramLabel = "T",
            description = "from when on: 2026-11-22T14:00:00Z, or back from now: 30m, 24h, 7d")
    private @Nullable String since;

    @CommandLine.Option(
            names = "--json",
            description = "print it as one JSON object, with the proof of each record")
    private boolean json;

    IncidentCommand(Site site) {
        super(site);
    }

    @Override
    int run() throws Refused, IOException {
        ServerName server = new ServerName(name);
        Instant from =
                since == null ? null : Moment.parse(since, Instant.now(), ZoneId.systemDefault());
        Home home = site().home();
        LedgerAccess.requireBegun(home);
        LedgerAccess.sign(home, terminal());
        IncidentReport report = IncidentReport.of(home, server, from);
        // an account goes from hand to hand: its commands name the home in any case
        Copied copied = new Copied(site().copied().launcher(), home.folder());
        if (json) {
            terminal().json(report.json(copied));
        } else {
            report.text(copied).forEach(terminal()::line);
        }
        return 0;
    }
}
