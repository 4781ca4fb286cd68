package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Stories;
import dev.stoplock.gate.report.casefile.KeptRun;
import java.io.IOException;
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
    private static final int STEPS = 6;

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

    @CommandLine.Option(
            names = "--step",
            paramLabel = "N",
            description = "tell only this one of the six steps")
    private @Nullable Integer step;

    @CommandLine.Option(
            names = "--export",
            paramLabel = "FILE",
            description =
                    "write such a run as one HTML file that needs nothing else; with --case DIR of a run that was played, play nothing")
    private @Nullable Path export;

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
        boolean choice = !without.isEmpty() || variant != null;
        boolean chosen = choice || folder != null || export != null;
        if ((table || chosen) && server != null || table && chosen) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "cli.usage",
                    "--table, --server and a choice of controls do not go together",
                    "stoplock story " + name + " --table");
        }
        if (step != null && (table || step < 1 || step > STEPS)) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "cli.usage",
                    table ? "the table has no steps" : "there is no step " + step,
                    "the steps are 1 to 6: stoplock story " + name + " --step 5");
        }
        ExportedCase page = export == null ? null : ExportedCase.at(export);
        // kept runs are used again: the same letters unless others are asked for
        long number = seed != null ? seed : table ? TABLE_SEED : new SecureRandom().nextInt(SEEDS);
        Stories.Request request =
                new Stories.Request(
                        number,
                        server,
                        json,
                        step,
                        site().self(),
                        site().environment(),
                        site().home().cases().resolve(name).resolve("measured"),
                        terminal().out(),
                        terminal().err());
        if (chosen) {
            Path kept = (folder != null ? folder : fresh()).toAbsolutePath().normalize();
            KeptRun run = new KeptRun(kept);
            boolean played = page != null && !choice && seed == null && run.isWhole();
            int code =
                    played
                            ? 0
                            : stories.play(
                                    name,
                                    request,
                                    new Stories.Choice(
                                            without, variant == null ? "A" : variant, kept));
            if (code == 0 && page != null) {
                write(page, run);
            }
            return code;
        }
        return table ? stories.measure(name, request) : stories.play(name, request);
    }

    /** The last thing that is done: whatever went wrong before, there is no file. */
    private void write(ExportedCase page, KeptRun run) throws Refused, IOException {
        Path home = site().home().folder();
        Path of = site().home().cases().resolve(name);
        long size = page.write(name, run, home, of.resolve("table.json"));
        terminal()
                .progress(
                        "the case is in "
                                + page.file()
                                + ", "
                                + ExportedCase.size(size)
                                + "; it fetches nothing when it is opened");
    }

    /** A folder of its own for a run that nobody named one for. */
    private Path fresh() throws Refused, IOException {
        // not made yet: a choice that is refused leaves nothing behind
        String own = "run-" + Long.toHexString(new SecureRandom().nextLong());
        return site().home().cases().resolve(name).resolve("own").resolve(own);
    }
}
