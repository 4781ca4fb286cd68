package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Stories;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code stoplock story NAME}: plays an incident on real components, with and without Stoplock. */
@CommandLine.Command(
        name = "story",
        description = "Play an incident on real components: stoplock story postmark-mcp.")
final class StoryCommand extends Command {

    private static final int SEEDS = 1_000_000;

    @CommandLine.Parameters(paramLabel = "NAME", description = "postmark-mcp")
    private String name = "";

    @CommandLine.Option(
            names = "--seed",
            paramLabel = "N",
            description = "decides addresses, subjects and number of mails (default: random)")
    private @Nullable Long seed;

    @CommandLine.Option(
            names = "--server",
            paramLabel = "DIR",
            description = "your own inert version of the server, played as the update")
    private @Nullable Path server;

    @CommandLine.Option(names = "--json", description = "print the result as one JSON object")
    private boolean json;

    private final Stories stories;

    StoryCommand(Site site, Stories stories) {
        super(site);
        this.stories = stories;
    }

    @Override
    int run() throws Refused, IOException, InterruptedException {
        if (!stories.names().contains(name)) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "story.unknown",
                    "there is no such story",
                    "the stories are: " + String.join(", ", stories.names()));
        }
        long number = seed == null ? new SecureRandom().nextInt(SEEDS) : seed;
        return stories.play(
                name,
                new Stories.Request(
                        number,
                        server,
                        json,
                        site().self(),
                        site().environment(),
                        terminal().out(),
                        terminal().err()));
    }
}
