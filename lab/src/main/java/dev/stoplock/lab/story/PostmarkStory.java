package dev.stoplock.lab.story;

import dev.stoplock.core.atlas.story.Case;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Stories;
import dev.stoplock.lab.world.AtOnce;
import dev.stoplock.lab.world.Playing;
import dev.stoplock.lab.world.Stage;
import java.io.IOException;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/** The postmark-mcp incident on real components, five ways with the same agent, calls and API. */
final class PostmarkStory {

    private final Playing playing;
    private final Stage stage;

    private PostmarkStory(Playing playing) {
        this.playing = playing;
        this.stage = playing.stage();
    }

    WayResult without()
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        stage.progress().println("without: no Stoplock, a namespace without a route out");
        return new WithoutWay(stage).play();
    }

    WayResult locked() throws Refused, IOException, InterruptedException, GeneralSecurityException {
        stage.progress().println("locked: 1.0.15 is locked and stays so");
        return new LockedWay(stage, playing::opened).play();
    }

    WayResult forced() throws Refused, IOException, InterruptedException, GeneralSecurityException {
        stage.progress().println("forced: a careless person accepts 1.0.16");
        return new ForcedWay(stage, playing::opened).play();
    }

    WayResult watched()
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        stage.progress().println("watched: 1.0.16 is accepted where the contract only reports");
        return new WatchedWay(stage, playing::opened).play();
    }

    WayResult first() throws Refused, IOException, InterruptedException, GeneralSecurityException {
        stage.progress().println("first: 1.0.16 is the first version that is locked");
        return new FirstWay(stage, playing::opened).playUpdateOnly();
    }

    /** All of them, the one that takes longest among the first. */
    private List<WayResult> ways() throws Refused, IOException, InterruptedException {
        return AtOnce.play(
                List.of(this::without, this::locked, this::forced, this::watched, this::first));
    }

    /** Plays all five ways and tells them; returns the exit code. */
    static int play(String name, Stories.Request request)
            throws Refused, IOException, InterruptedException {
        PrintStream words = request.json() ? request.err() : request.out();
        Case told = StoryWords.of(name);
        // of one step that and nothing else is printed
        PrintStream around = request.step() == null ? words : request.err();
        around.println(
                "story "
                        + name
                        + ", seed "
                        + request.seed()
                        + ": five ways with the same agent, calls and mail API");
        around.flush();
        try (Playing playing = Playing.open(request)) {
            PostmarkStory story = new PostmarkStory(playing);
            around.println("  everything is kept in " + story.stage.folder().root());
            List<WayResult> ways = story.ways();
            Telling telling = new Telling(new Page(words), told, request.step(), story.stage, ways);
            List<String> differs = new ArrayList<>(telling.tell());
            ways.forEach(way -> differs.addAll(way.differs()));
            telling.end(
                    request.environment().getOrDefault("STOPLOCK_LAUNCHER", "stoplock"), differs);
            if (request.json()) {
                request.out()
                        .println(JsonWriter.compact(json(name, request.seed(), ways, differs)));
                request.out().flush();
            }
            return differs.isEmpty() ? 0 : Refusal.Exit.FAILED.code();
        } catch (GeneralSecurityException e) {
            throw noCertificates(e);
        }
    }

    /** Plays the end of the forced way alone; returns its line of the result. */
    static String forcedOnly(Stories.Request request)
            throws Refused, IOException, InterruptedException {
        try (Playing playing = Playing.open(request)) {
            PostmarkStory story = new PostmarkStory(playing);
            return JsonWriter.compact(
                    new ForcedWay(story.stage, playing::opened).playUpdateOnly().json());
        } catch (GeneralSecurityException e) {
            throw noCertificates(e);
        }
    }

    private static Refused noCertificates(GeneralSecurityException e) {
        return new Refused(
                Refusal.Exit.FAILED,
                "story.certificates",
                "the lab's certificates cannot be made: " + e.getMessage(),
                "report it");
    }

    private static Json.Obj json(
            String name, long seed, List<WayResult> ways, List<String> differs) {
        return Json.object()
                .put("story", name)
                .put("seed", seed)
                .put("asTold", differs.isEmpty())
                .put("ways", new Json.Arr(ways.stream().map(way -> (Json) way.json()).toList()))
                .put("differs", Json.strings(differs))
                .build();
    }
}
