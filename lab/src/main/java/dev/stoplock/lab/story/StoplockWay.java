package dev.stoplock.lab.story;

import dev.stoplock.core.json.Json;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.mail.AcceptedMail;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.world.Children;
import dev.stoplock.lab.world.Ledgers;
import dev.stoplock.lab.world.Outside;
import dev.stoplock.lab.world.Phase;
import dev.stoplock.lab.world.Stage;
import dev.stoplock.lab.world.StoplockHome;
import dev.stoplock.lab.world.Tally;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/**
 * A way with Stoplock, from 1.0.15 locked to the end of the phase after the update. What happens at
 * the update is its own.
 */
abstract sealed class StoplockWay permits LockedWay, ForcedWay, WatchedWay, FirstWay {

    private final Stage stage;
    private final String name;
    private final Homes homes;

    /** Told of every home, so that its daemon is stopped whatever happens. */
    interface Homes {
        void opened(StoplockHome home);
    }

    StoplockWay(Stage stage, String name, Homes homes) {
        this.stage = stage;
        this.name = name;
        this.homes = homes;
    }

    final Stage stage() {
        return stage;
    }

    /** Two ways are played at once: each line names its own. */
    final void say(String text) {
        stage.say(name + ": " + text);
    }

    /** What is done at the update, before the agent works again; the version it must then meet. */
    abstract String update(StoplockHome home, Expected expected, List<String> notes)
            throws Refused, IOException, InterruptedException;

    /** What is done with the first version that is locked, before anything runs. */
    void locked(StoplockHome home, Expected expected, List<String> notes)
            throws Refused, IOException, InterruptedException {}

    /** What is tried once the agent is done. */
    abstract void afterwards(StoplockHome home, Expected expected, List<String> notes)
            throws Refused, IOException, InterruptedException;

    /** Holds the counts to the story. */
    abstract void judge(
            Expected expected, Tally tally, List<Json.Obj> denials, List<Json.Obj> letGo);

    /** What the user's configuration says besides. */
    String settings() {
        return "";
    }

    /** The account of the incident as this way's person reads it; none where there is none. */
    List<String> account(
            StoplockHome home, Phase after, Tally tally, List<Json.Obj> log, Expected expected)
            throws Refused, IOException, InterruptedException {
        return List.of();
    }

    /** Accepts the update in the place of what is locked; returns what was done and said. */
    final String accept(StoplockHome home, String by, String why)
            throws Refused, IOException, InterruptedException {
        String command = "stoplock add --replace npm:postmark-mcp@" + PostmarkPackage.AFTER;
        say(command);
        Children.Ended added =
                home.add(PostmarkPackage.AFTER, "--replace", "--by", by, "--why", why);
        if (added.code() != 0) {
            throw StoplockHome.failed(command, added);
        }
        return command + " · " + added.out().lines().findFirst().orElse("");
    }

    /** The whole way: trust first, then the update. */
    final WayResult play()
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        Expected expected = new Expected();
        List<String> notes = new ArrayList<>();
        try (Outside lab = Outside.open(stage, LoopbackHttp.listen(), LoopbackHttp.listen())) {
            StoplockHome home = home(lab, PostmarkPackage.BEFORE);
            say(
                    "the agent mails "
                            + stage.letters().before().size()
                            + " letters through stoplock run postmark-mcp");
            Phase before =
                    stage.play(
                            name,
                            "before",
                            stage.letters().before(),
                            home.server(stage.errors(name, "before")),
                            lab,
                            shown -> true);
            expected.cleanDelivery(name + ", before the update", Tally.of(before));
            lab.registry().setLatest(PostmarkPackage.AFTER);
            String version = update(home, expected, notes);
            return after(home, lab, version, before.accepted(), expected, notes);
        }
    }

    /** The way without an update: in a home that locked 1.0.16 as the first version it knew. */
    final WayResult playUpdateOnly()
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        try (Outside lab = Outside.open(stage, LoopbackHttp.listen(), LoopbackHttp.listen())) {
            lab.registry().setLatest(PostmarkPackage.AFTER);
            StoplockHome home = home(lab, PostmarkPackage.AFTER);
            Expected expected = new Expected();
            List<String> notes = new ArrayList<>();
            locked(home, expected, notes);
            return after(home, lab, PostmarkPackage.AFTER, List.of(), expected, notes);
        }
    }

    private StoplockHome home(Outside lab, String version)
            throws Refused, IOException, InterruptedException {
        StoplockHome home = StoplockHome.create(name, stage, lab, settings());
        homes.opened(home);
        say("stoplock add npm:postmark-mcp@" + version);
        Children.Ended added =
                home.add(
                        version,
                        "--network",
                        Stage.API,
                        "--secret",
                        Stage.TOKEN,
                        "--env",
                        "DEFAULT_SENDER_EMAIL=" + Stage.SENDER,
                        "--env",
                        "DEFAULT_MESSAGE_STREAM=" + Stage.STREAM);
        if (added.code() != 0) {
            throw StoplockHome.failed("stoplock add npm:postmark-mcp@" + version, added);
        }
        return home;
    }

    private WayResult after(
            StoplockHome home,
            Outside lab,
            String version,
            List<AcceptedMail> earned,
            Expected expected,
            List<String> notes)
            throws Refused, IOException, InterruptedException {
        say(
                "the agent mails "
                        + stage.letters().after().size()
                        + " letters through stoplock run postmark-mcp");
        Probe probe = new Probe(stage, home);
        Phase after =
                stage.play(
                        name,
                        "after",
                        stage.letters().after(),
                        home.server(stage.errors(name, "after")),
                        lab,
                        probe);
        afterwards(home, expected, notes);
        expected.equal(name + ": exit code of stoplock down", 0, home.down().code());

        List<Json.Obj> log = home.log();
        probe.check(name, log, expected);
        String ran = Ledgers.ref(log, probe.instance());
        expected.that(
                ran.endsWith("@" + version),
                name + ": after the update " + ran + " ran, not " + version);
        List<Json.Obj> denials = Ledgers.denials(log, probe.instance());
        // Counted when the daemon is down: what came late came too.
        Phase whole =
                new Phase(
                        after.run(),
                        after.approver(),
                        after.log(),
                        lab.api().requests(),
                        lab.api().accepted());
        Tally tally = Tally.of(whole);
        List<Json.Obj> letGo = Ledgers.letGo(log, probe.instance());
        judge(expected, tally, denials, letGo);
        List<String> account = account(home, whole, tally, log, expected);
        return new WayResult(
                name,
                earned,
                whole,
                tally,
                denials,
                letGo.size(),
                home,
                notes,
                account,
                expected.differs());
    }
}
