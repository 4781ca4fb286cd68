package dev.stoplock.lab.story;

import dev.langchain4j.model.chat.ChatModel;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Stories;
import dev.stoplock.lab.agent.ModelEndpoint;
import dev.stoplock.lab.agent.ScriptedModel;
import dev.stoplock.lab.business.LetterSource;
import dev.stoplock.lab.loopback.LabCertificates;
import dev.stoplock.lab.registry.NpmConfiguration;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.registry.Upstream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The postmark-mcp incident on real components, four ways with the same agent, calls and API. It
 * uses Stoplock as its users do and stops every daemon it started, whatever happens.
 */
final class PostmarkStory implements AutoCloseable {

    private static final Duration MODEL_PATIENCE = Duration.ofSeconds(60);

    private final Stage stage;
    private final List<StoplockHome> homes = new CopyOnWriteArrayList<>();
    private final Thread onSignal = new Thread(this::stop, "story-stop");

    private PostmarkStory(Stage stage) {
        this.stage = stage;
        Runtime.getRuntime().addShutdownHook(onSignal);
    }

    /** Sets the stage: folder, letters, authority, token. Nothing is started yet. */
    static PostmarkStory open(Stories.Request request)
            throws Refused, IOException, GeneralSecurityException {
        Map<String, String> environment = request.environment();
        StoryFolder folder =
                StoryFolder.create(
                        "story-" + request.seed(),
                        Path.of(System.getProperty("java.io.tmpdir", "/tmp")));
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        LabCertificates certificates = LabCertificates.create(clock.instant(), random);
        Path authority = certificates.writeAuthority(folder.closed("lab").resolve("ca.pem"));
        ChatModel model =
                ModelEndpoint.from(environment, MODEL_PATIENCE)
                        .map(ModelEndpoint::model)
                        .orElseGet(ScriptedModel::new);
        Path server = request.server();
        return new PostmarkStory(
                new Stage(
                        LetterSource.from(request.seed()),
                        PostmarkPackage.before(),
                        server == null ? PostmarkPackage.after() : own(server),
                        server != null,
                        folder,
                        new Children(folder.closed("commands")),
                        new Upstream(
                                NpmConfiguration.read(folder.root(), environment),
                                folder.cache(environment)),
                        certificates,
                        authority,
                        new UUID(random.nextLong(), random.nextLong()).toString(),
                        model,
                        clock,
                        random,
                        request.stoplock(),
                        environment,
                        request.err()));
    }

    private static PostmarkPackage own(Path server) throws Refused {
        try {
            return PostmarkPackage.fromDirectory(server);
        } catch (IOException e) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "story.server",
                    String.valueOf(e.getMessage()),
                    "give a folder with a package.json and the program it names");
        }
    }

    Stage stage() {
        return stage;
    }

    WayResult without()
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        stage.progress().println("without: no Stoplock, a namespace without a route out");
        return new WithoutWay(stage).play();
    }

    WayResult locked() throws Refused, IOException, InterruptedException, GeneralSecurityException {
        stage.progress().println("locked: 1.0.15 is locked and stays so");
        return new LockedWay(stage, homes::add).play();
    }

    WayResult forced() throws Refused, IOException, InterruptedException, GeneralSecurityException {
        stage.progress().println("forced: a careless person accepts 1.0.16");
        return new ForcedWay(stage, homes::add).play();
    }

    WayResult watched()
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        stage.progress().println("watched: 1.0.16 is accepted where the contract only reports");
        return new WatchedWay(stage, homes::add).play();
    }

    /** Plays all four ways and tells them; returns the exit code. */
    static int play(String name, Stories.Request request)
            throws Refused, IOException, InterruptedException {
        PrintStream words = request.json() ? request.err() : request.out();
        words.println(
                "story "
                        + name
                        + ", seed "
                        + request.seed()
                        + ": four ways with the same agent, calls and mail API");
        words.flush();
        try (PostmarkStory story = open(request)) {
            words.println("  everything is kept in " + story.stage.folder().root());
            List<WayResult> ways =
                    List.of(story.without(), story.locked(), story.forced(), story.watched());
            Telling telling = new Telling(new Page(words), story.stage, ways);
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
        try (PostmarkStory story = open(request)) {
            return JsonWriter.compact(
                    new ForcedWay(story.stage, story.homes::add).playUpdateOnly().json());
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

    /** Ends what runs, then every daemon in order. */
    private void stop() {
        stage.children().close();
        for (StoplockHome home : homes) {
            try {
                Process down = home.downNow().start();
                down.getOutputStream().close();
                if (!down.waitFor(30, TimeUnit.SECONDS)) {
                    down.destroyForcibly();
                    stage.progress()
                            .println(
                                    "stoplock: the daemon of "
                                            + home.folder()
                                            + " did not stop within 30 s");
                }
            } catch (IOException e) {
                stage.progress()
                        .println(
                                "stoplock: the daemon of "
                                        + home.folder()
                                        + " could not be stopped: "
                                        + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        homes.clear();
        stage.upstream().close();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            // a signal came first, and its hook does the same
            return;
        }
        stop();
    }
}
