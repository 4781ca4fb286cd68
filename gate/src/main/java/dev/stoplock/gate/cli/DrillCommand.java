package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Drills;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code stoplock drill NAME}: attacks a gate of its own and counts what got through. */
@CommandLine.Command(
        name = "drill",
        description =
                "Attack a gate of its own and count what got through: stoplock drill mutation.")
final class DrillCommand extends Command {

    private static final int SEEDS = 1_000_000;
    private static final int MOST = 100_000;
    private static final String EACH = "all";

    @CommandLine.Parameters(paramLabel = "NAME", description = "mutation")
    private String name = "";

    @CommandLine.Option(
            names = "--seed",
            paramLabel = "N",
            description = "decides what is sent and in which order (default: random)")
    private @Nullable Long seed;

    @CommandLine.Option(
            names = "--count",
            paramLabel = "N",
            description = "changed requests per server (default: ${DEFAULT-VALUE})",
            defaultValue = "500")
    private int count;

    @CommandLine.Option(
            names = "--only",
            paramLabel = "INDEX",
            description = "only the trial of this index, as a report names it")
    private @Nullable Integer only;

    @CommandLine.Option(
            names = "--server",
            paramLabel = "NAME",
            description = "one of the servers that drill runs on, or all (default)")
    private String server = EACH;

    @CommandLine.Option(
            names = "--learned",
            description = "review each server first, and hold it to the contracts of its tools")
    private boolean learned;

    @CommandLine.Option(names = "--json", description = "print the result as one JSON object")
    private boolean json;

    private final Drills drills;

    DrillCommand(Site site, Drills drills) {
        super(site);
        this.drills = drills;
    }

    @Override
    int run() throws Refused, IOException, InterruptedException {
        if (!drills.names().contains(name)) {
            throw unknown(
                    "there is no such drill",
                    "the drills are: " + String.join(", ", drills.names()));
        }
        boolean each = server.equals(EACH);
        if (!each && !drills.servers().contains(server)) {
            throw unknown(
                    "no drill runs on such a server",
                    "the servers are: " + String.join(", ", drills.servers()) + ", " + EACH);
        }
        if (count < 1 || count > MOST || only != null && only < 0) {
            throw unknown("--count is 1 to " + MOST + ", and --only is not negative", "see --help");
        }
        long number = seed == null ? new SecureRandom().nextInt(SEEDS) : seed;
        return drills.run(
                name,
                new Drills.Request(
                        number,
                        count,
                        only,
                        each ? null : server,
                        learned,
                        json,
                        site().self(),
                        site().environment(),
                        terminal().out(),
                        terminal().err()));
    }

    private static Refused unknown(String sentence, String hint) {
        return new Refused(Refusal.Exit.USAGE, "drill.unknown", sentence, hint);
    }
}
