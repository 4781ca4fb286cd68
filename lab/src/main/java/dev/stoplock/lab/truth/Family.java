package dev.stoplock.lab.truth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.world.Children;
import dev.stoplock.lab.world.Stage;
import dev.stoplock.lab.world.StoplockHome;
import dev.stoplock.lab.world.StoryFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The runs behind one gate that differ only from the update on. What comes before it is the same to
 * the byte, so it is played once and its home copied back for each of them, to the same place.
 */
final class Family {

    private static final Duration COPY = Duration.ofSeconds(120);
    private static final Map<String, String> PATH = Map.of("PATH", "/usr/bin:/bin");

    private final Stage stage;
    private final Setup.Gated setup;
    private final Consumer<StoplockHome> homes;
    private @Nullable StoryFolder own;
    private Trial.@Nullable Started started;

    Family(Stage stage, Setup.Gated setup, Consumer<StoplockHome> homes) {
        this.stage = stage;
        this.setup = setup;
        this.homes = homes;
    }

    /** One at a time: they share a place. */
    synchronized Played play(Runs.Wanted wanted)
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        StoryFolder place = own;
        Trial.Started begun = started;
        if (place == null || begun == null) {
            place = stage.folder().within("f" + Integer.toHexString(setup.hashCode()));
            try (PrintStream words = words(place)) {
                begun = new Trial(wanted.stage(stage, place, words), true, homes).start(setup);
            }
            run(List.of("cp", "-a", place.root().toString(), kept(place).toString()));
            own = place;
            started = begun;
        } else {
            run(List.of("rm", "-rf", place.root().toString()));
            run(List.of("cp", "-a", kept(place).toString(), place.root().toString()));
        }
        try (PrintStream words = words(place)) {
            return new Trial(wanted.stage(stage, place, words), true, homes).finish(setup, begun);
        }
    }

    private static PrintStream words(StoryFolder place) throws IOException {
        return new PrintStream(place.root().resolve("progress.txt").toFile(), UTF_8);
    }

    private static Path kept(StoryFolder place) {
        return place.root().resolveSibling(place.root().getFileName() + "-kept");
    }

    private void run(List<String> command) throws Refused, IOException, InterruptedException {
        Children.Ended ended =
                stage.children()
                        .run(command.getFirst(), stage.folder().root(), PATH, COPY, command);
        if (ended.code() != 0) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "story.copy",
                    "a home could not be copied: " + ended.refusal(),
                    "look for room on the disk");
        }
    }
}
