package dev.stoplock.lab.truth;

import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.ledger.Bodies;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.sandbox.ClosedNamespace;
import dev.stoplock.lab.agent.ServerCommand;
import dev.stoplock.lab.business.Letter;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.mail.ApiRequest;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.world.Bench;
import dev.stoplock.lab.world.Children;
import dev.stoplock.lab.world.Outside;
import dev.stoplock.lab.world.Phase;
import dev.stoplock.lab.world.Stage;
import dev.stoplock.lab.world.StoplockHome;
import dev.stoplock.lab.world.StoryFolder;
import dev.stoplock.lab.world.TreeDiff;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of the incident in one world: trust first where the backdoor comes by an update, then the
 * update, then the mails that count.
 */
public final class Trial {

    private static final String BEFORE = "before";
    private static final String AFTER = "after";

    private final Stage stage;
    private final boolean update;
    private final Consumer<StoplockHome> homes;

    /** {@code homes} is told of every home, so that its daemon is stopped whatever happens. */
    public Trial(Stage stage, boolean update, Consumer<StoplockHome> homes) {
        this.stage = stage;
        this.update = update;
        this.homes = homes;
    }

    public Played play(Setup setup)
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        return switch (setup) {
            case Setup.Plain plain -> plain(plain);
            case Setup.Gated gated -> gated(gated);
        };
    }

    private Played plain(Setup.Plain setup)
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        String[] options = setup.npmOptions().toArray(String[]::new);
        Instant at = stage.clock().instant();
        try (ClosedNamespace namespace = ClosedNamespace.open(List.of(0, 443), stage.random());
                Outside lab =
                        Outside.open(
                                stage,
                                namespace.listeners().getFirst(),
                                LoopbackHttp.listen(),
                                namespace.listeners().getLast())) {
            Bench bench = new Bench(stage, namespace, lab.registry().port());
            @Nullable Phase before = null;
            if (update) {
                stage.say("npm install postmark-mcp");
                Path first = bench.install(BEFORE, options);
                before =
                        phase(
                                BEFORE,
                                stage.letters().before(),
                                bench.server(first, errors(BEFORE)),
                                lab,
                                null);
                lab.registry().setLatest(PostmarkPackage.AFTER);
            }
            stage.say("npm install postmark-mcp, which is what is latest now");
            Path second = bench.install(AFTER, options);
            Path errors = errors(AFTER);
            Outsider outsider =
                    new Outsider(stage, () -> Inside.writingTo(errors), lab.api().port());
            Phase after =
                    phase(
                            AFTER,
                            stage.letters().after(),
                            bench.server(second, errors),
                            lab,
                            outsider);
            lab.registry().unpublish();
            String gone = bench.registryAnswer(PostmarkPackage.NAME);
            StoryFolder.takeBack(stage.folder().root().resolve("without"));
            return new Played(
                    stage.folder().root(),
                    at,
                    before,
                    after,
                    null,
                    List.of(),
                    0,
                    outsider.attempt(after.requests().stream().map(ApiRequest::raw).toList()),
                    update ? diff() : List.of(),
                    List.of(gone));
        }
    }

    private Played gated(Setup.Gated setup)
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        return finish(setup, start(setup));
    }

    /** A home in which trust was earned, its gate down; {@code before} is null where none was. */
    record Started(StoplockHome home, @Nullable Phase before, Instant at) {}

    /** Behind a gate, up to the update. */
    Started start(Setup.Gated setup)
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        Instant at = stage.clock().instant();
        try (Outside lab = Outside.open(stage, LoopbackHttp.listen(), LoopbackHttp.listen())) {
            StoplockHome home =
                    StoplockHome.create("home", stage, lab, setup.yaml(stage.letters()));
            homes.accept(home);
            lock(home, PostmarkPackage.BEFORE, first(setup));
            if (setup.learned()) {
                learn(home);
            }
            @Nullable Phase before =
                    update
                            ? phase(
                                    BEFORE,
                                    stage.letters().before(),
                                    home.server(errors(BEFORE)),
                                    lab,
                                    null)
                            : null;
            down(home);
            return new Started(home, before, at);
        }
    }

    /** From the update on, in an outside world of its own. */
    Played finish(Setup.Gated setup, Started started)
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        StoplockHome home = started.home();
        try (Outside lab = Outside.open(stage, LoopbackHttp.listen(), LoopbackHttp.listen())) {
            home.lookAt(lab);
            List<String> notes = new ArrayList<>();
            if (update) {
                lab.registry().setLatest(PostmarkPackage.AFTER);
                if (setup.compared()) {
                    notes.add(compared(home, setup.pinned()));
                } else if (!setup.pinned()) {
                    lock(home, PostmarkPackage.AFTER, relock());
                }
                down(home);
            }
            long since = records(home).size();
            Outsider outsider =
                    new Outsider(stage, () -> Inside.launchedBy(home), lab.api().port());
            Phase after =
                    phase(
                            AFTER,
                            stage.letters().after(),
                            home.server(errors(AFTER)),
                            lab,
                            outsider);
            if (update && setup.pinned()) {
                notes.add(refused(home));
            }
            down(home);
            // counted when the daemon is down: what came late came too
            Phase whole =
                    new Phase(
                            after.run(),
                            after.approver(),
                            after.log(),
                            lab.api().requests(),
                            lab.api().accepted());
            List<AuditRecord> records = records(home);
            return new Played(
                    stage.folder().root(),
                    started.at(),
                    started.before(),
                    whole,
                    home.folder(),
                    records,
                    since,
                    outsider.attempt(sent(home, records)),
                    List.of(),
                    notes);
        }
    }

    /** What the first version does becomes the contract of its tool. */
    private void learn(StoplockHome home) throws Refused, IOException, InterruptedException {
        stage.say("stoplock review postmark-mcp --accept");
        Children.Ended learned = home.review(PostmarkPackage.NAME, "--accept");
        if (learned.code() != 0) {
            throw StoplockHome.failed("stoplock review postmark-mcp --accept", learned);
        }
    }

    /**
     * The update beside what is locked. Where nothing else holds it back, the careless person takes
     * it if the review lets it pass by itself, and goes on with the old one if not.
     */
    private String compared(StoplockHome home, boolean pinned)
            throws Refused, IOException, InterruptedException {
        String command = "stoplock review postmark-mcp@" + PostmarkPackage.AFTER;
        String name = PostmarkPackage.NAME + "@" + PostmarkPackage.AFTER;
        stage.say(command);
        Children.Ended ended = pinned ? home.review(name) : home.review(name, "--accept");
        if (ended.code() != 0 && ended.code() != Refusal.Exit.LOCK.code()) {
            throw StoplockHome.failed(command, ended);
        }
        return command
                + (pinned ? "" : " --accept")
                + " · exit "
                + ended.code()
                // what it found stands in the ledger, with its record
                + (ended.code() == 0 ? "" : " · " + ended.refusal().split(":", 2)[0]);
    }

    /** What the command line says to an update nobody accepted. */
    private static String refused(StoplockHome home)
            throws Refused, IOException, InterruptedException {
        Children.Ended refused = home.add(PostmarkPackage.AFTER);
        return "stoplock add npm:postmark-mcp@"
                + PostmarkPackage.AFTER
                + " · exit "
                + refused.code()
                + " · "
                + refused.refusal();
    }

    private static void down(StoplockHome home) throws Refused, IOException, InterruptedException {
        Children.Ended down = home.down();
        if (down.code() != 0) {
            throw StoplockHome.failed("stoplock down", down);
        }
    }

    /** What the server sent, as it came to the gate: without what the gate puts in. */
    private static List<byte[]> sent(StoplockHome home, List<AuditRecord> records)
            throws IOException {
        Bodies bodies = Bodies.of(new Home(home.folder()).ledger());
        List<byte[]> sent = new ArrayList<>();
        for (AuditRecord each : records) {
            if (each.event() instanceof Event.Judged judged
                    && judged.request() != null
                    && bodies.read(judged.request()) instanceof Bodies.Body.Present(byte[] bytes)) {
                sent.add(bytes);
            }
        }
        return sent;
    }

    private List<String> diff() throws IOException {
        Path root = stage.folder().root().resolve("without");
        String inside = "node_modules/" + PostmarkPackage.NAME;
        return TreeDiff.of(
                root.resolve(BEFORE).resolve(inside), root.resolve(AFTER).resolve(inside));
    }

    private Phase phase(
            String name,
            List<Letter> letters,
            ServerCommand server,
            Outside lab,
            @Nullable Outsider outsider)
            throws Refused, IOException, InterruptedException {
        stage.say(
                name
                        + " the update: the agent mails "
                        + letters.size()
                        + (letters.size() == 1 ? " letter" : " letters"));
        return stage.play(
                "run", name, letters, server, lab, outsider == null ? shown -> true : outsider);
    }

    private Path errors(String phase) throws IOException {
        return stage.errors("run", phase);
    }

    /** The token goes to the gate, or, as careless people do it, to the server as a setting. */
    private List<String> first(Setup.Gated setup) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "--network",
                                Stage.API,
                                "--env",
                                "DEFAULT_SENDER_EMAIL=" + Stage.SENDER,
                                "--env",
                                "DEFAULT_MESSAGE_STREAM=" + Stage.STREAM));
        words.addAll(
                setup.brokered()
                        ? List.of("--secret", Stage.TOKEN)
                        : List.of("--env", Stage.TOKEN + "=" + stage.token()));
        if (setup.known()) {
            for (String stranger : Variant.strangers(stage.letters())) {
                words.addAll(List.of("--env", "ARCHIVE_" + words.size() + "=" + stranger));
            }
        }
        return words;
    }

    private static List<String> relock() {
        return List.of(
                "--replace", "--by", "whoever starts it", "--why", "latest before each start");
    }

    private void lock(StoplockHome home, String version, List<String> options)
            throws Refused, IOException, InterruptedException {
        stage.say("stoplock add npm:postmark-mcp@" + version);
        Children.Ended added = home.add(version, options.toArray(String[]::new));
        if (added.code() != 0) {
            throw StoplockHome.failed("stoplock add npm:postmark-mcp@" + version, added);
        }
    }

    private static List<AuditRecord> records(StoplockHome home) throws Refused, IOException {
        Home folder = new Home(home.folder());
        List<AuditRecord> records = new LedgerReader(folder.ledger(), folder.keys()).records();
        if (records.isEmpty()) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "story.ledger",
                    "nothing stands in the ledger of " + home.folder(),
                    "report it");
        }
        return records;
    }
}
