package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Stories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code stoplock story NAME}: plays an incident on real components, with and without Stoplock. */
@CommandLine.Command(
        name = "story",
        description = "Play an incident on real components: stoplock story postmark-mcp.")
final class StoryCommand extends Command {

    private static final int SEEDS = 1_000_000;
    private static final long TABLE_SEED = 1;

    @CommandLine.Parameters(paramLabel = "NAME", description = "postmark-mcp")
    private String name = "";

    @CommandLine.Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "decides addresses, subjects and number of mails (default: random; 1 for --table)")
    private @Nullable Long seed;

    @CommandLine.Option(
            names = "--server",
            paramLabel = "DIR",
            description = "your own inert version of the server, played as the update")
    private @Nullable Path server;

    @CommandLine.Option(names = "--json", description = "print the result as one JSON object")
    private boolean json;

    @CommandLine.Option(
            names = "--table",
            description = "measure each control alone, in four variants of the incident")
    private boolean table;

    @CommandLine.Option(
            names = "--without",
            paramLabel = "CONTROL",
            description = "play once behind a gate without this control (repeatable)")
    private List<String> without = List.of();

    @CommandLine.Option(
            names = "--variant",
            paramLabel = "V",
            description = "the form of the backdoor: A, B, C or D (default: A)")
    private @Nullable String variant;

    @CommandLine.Option(
            names = "--case",
            paramLabel = "DIR",
            description = "keep such a run in this empty folder (default: one under the home)")
    private @Nullable Path folder;

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
        boolean chosen = !without.isEmpty() || variant != null || folder != null;
        if ((table || chosen) && server != null || table && chosen) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "cli.usage",
                    "--table, --server and a choice of controls do not go together",
                    "stoplock story " + name + " --table");
        }
        // kept runs are used again: the same letters unless others are asked for
        long number = seed != null ? seed : table ? TABLE_SEED : new SecureRandom().nextInt(SEEDS);
        Stories.Request request =
                new Stories.Request(
                        number,
                        server,
                        json,
                        site().self(),
                        site().environment(),
                        site().home().cases().resolve(name).resolve("measured"),
                        terminal().out(),
                        terminal().err());
        if (chosen) {
            Path kept = folder != null ? folder : fresh();
            return stories.play(
                    name,
                    request,
                    new Stories.Choice(
                            without, variant == null ? "A" : variant, kept.toAbsolutePath()));
        }
        return table ? stories.measure(name, request) : stories.play(name, request);
    }

    /** A folder of its own for a run that nobody named one for. */
    private Path fresh() throws Refused, IOException {
        Path cases = Files.createDirectories(site().home().cases().resolve(name).resolve("own"));
        return Files.createTempDirectory(cases, "run-");
    }
}
