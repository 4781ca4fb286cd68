package dev.stoplock.lab.world;

import dev.langchain4j.model.chat.ChatModel;
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
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A stage while something is played on it. It uses Stoplock as its users do and stops every daemon
 * it started, whatever happens.
 */
public final class Playing implements AutoCloseable {

    private static final Duration MODEL_PATIENCE = Duration.ofSeconds(60);

    private final Stage stage;
    private final List<StoplockHome> homes = new CopyOnWriteArrayList<>();
    private final Thread onSignal = new Thread(this::stop, "story-stop");

    private Playing(Stage stage) {
        this.stage = stage;
        Runtime.getRuntime().addShutdownHook(onSignal);
    }

    /** Sets the stage: folder, letters, authority, token. Nothing is started yet. */
    public static Playing open(Stories.Request request)
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
        return new Playing(
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

    public Stage stage() {
        return stage;
    }

    /** To be told of every home before its daemon can be up. */
    public void opened(StoplockHome home) {
        homes.add(home);
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
