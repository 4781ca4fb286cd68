package dev.stoplock.lab.story;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.sandbox.ClosedNamespace;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.world.Bench;
import dev.stoplock.lab.world.Outside;
import dev.stoplock.lab.world.Phase;
import dev.stoplock.lab.world.Stage;
import dev.stoplock.lab.world.StoryFolder;
import dev.stoplock.lab.world.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;

/**
 * The way without Stoplock: a plain install, a server with the real token, and nobody in between.
 */
final class WithoutWay {

    static final String NAME = "without";

    private final Stage stage;

    WithoutWay(Stage stage) {
        this.stage = stage;
    }

    WayResult play() throws Refused, IOException, InterruptedException, GeneralSecurityException {
        Expected expected = new Expected();
        try (ClosedNamespace namespace = ClosedNamespace.open(List.of(0, 443), stage.random());
                Outside lab =
                        Outside.open(
                                stage,
                                namespace.listeners().getFirst(),
                                namespace.listeners().getLast())) {
            Bench bench = new Bench(stage, namespace, lab.registry().port());
            requireNoWayOut(bench);

            say("npm install postmark-mcp");
            Path first = bench.install("before");
            requireVersion(first, PostmarkPackage.BEFORE, lab);
            say(
                    "the agent mails "
                            + stage.letters().before().size()
                            + " letters with "
                            + PostmarkPackage.BEFORE);
            Phase before =
                    stage.play(
                            NAME,
                            "before",
                            stage.letters().before(),
                            bench.server(first, stage.errors(NAME, "before")),
                            lab,
                            shown -> true);
            expected.cleanDelivery("without, before the update", Tally.of(before));

            lab.registry().setLatest(PostmarkPackage.AFTER);
            say("1.0.16 is latest now; npm install postmark-mcp");
            Path second = bench.install("after");
            requireVersion(second, PostmarkPackage.AFTER, lab);
            say(
                    "the agent mails "
                            + stage.letters().after().size()
                            + " letters with "
                            + PostmarkPackage.AFTER);
            Phase after =
                    stage.play(
                            NAME,
                            "after",
                            stage.letters().after(),
                            bench.server(second, stage.errors(NAME, "after")),
                            lab,
                            shown -> true);
            Tally tally = Tally.of(after);
            judge(expected, tally);
            lab.registry().unpublish();
            String gone = bench.registryAnswer(PostmarkPackage.NAME);
            StoryFolder.takeBack(stage.folder().root().resolve(NAME));
            expected.that(
                    gone.contains("  404  "), "after the takedown the registry answered: " + gone);
            return new WayResult(
                    NAME,
                    before.accepted(),
                    after,
                    tally,
                    List.of(),
                    0,
                    null,
                    List.of(gone),
                    List.of(),
                    expected.differs());
        }
    }

    private void say(String text) {
        stage.say(NAME + ": " + text);
    }

    private void requireNoWayOut(Bench bench) throws Refused, IOException, InterruptedException {
        String way = bench.wayOut();
        if (!way.equals("ENETUNREACH")) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "story.way-out",
                    "the way without Stoplock is not played: a connection to 198.51.100.1 ended with "
                            + way
                            + " instead of ENETUNREACH",
                    "report it; the namespace of that way must have no route out");
        }
        say("nothing can leave: a connection to 198.51.100.1 ends with " + way);
    }

    private static void requireVersion(Path project, String version, Outside lab)
            throws Refused, IOException {
        Path manifest = project.resolve("node_modules/postmark-mcp/package.json");
        String found =
                JsonMapper.builder().build().readTree(manifest.toFile()).path("version").asText();
        if (!found.equals(version)) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "story.version",
                    "npm install postmark-mcp gave " + found + " where " + version + " is latest",
                    "the lab's registry said: " + lab.registry().failures());
        }
    }

    private void judge(Expected expected, Tally tally) {
        if (stage.ownServer()) {
            expected.that(
                    tally.stranger() > 0,
                    "your version sent no copy to anyone: there was nothing to stop");
            return;
        }
        expected.equal("without: mails asked for", stage.letters().after().size(), tally.asked());
        expected.equal("without: mails that arrived as asked", tally.asked(), tally.intended());
        expected.equal("without: mails a stranger holds too", tally.asked(), tally.stranger());
    }
}
