package dev.stoplock.lab.story;

import dev.stoplock.core.json.Json;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.world.Phase;
import dev.stoplock.lab.world.Stage;
import dev.stoplock.lab.world.StoplockHome;
import dev.stoplock.lab.world.Tally;
import java.io.IOException;
import java.util.List;

/**
 * The way on which somebody watches before they enforce: 1.0.16 is accepted behind a gate whose
 * contract only reports. Each mail is copied, and the ledger alone must name exactly these.
 */
final class WatchedWay extends StoplockWay {

    static final String NAME = "watched";

    /** What makes it watch: one line of the user's own configuration. */
    private static final String REPORT =
            """
            servers:
              postmark-mcp:
                modes: {contract: report}
            """;

    WatchedWay(Stage stage, Homes homes) {
        super(stage, NAME, homes);
    }

    @Override
    String settings() {
        return REPORT;
    }

    @Override
    String update(StoplockHome home, Expected expected, List<String> notes)
            throws Refused, IOException, InterruptedException {
        notes.add(
                accept(
                        home,
                        "somebody who watches first",
                        "the contract only reports here; see what it says"));
        return PostmarkPackage.AFTER;
    }

    @Override
    void afterwards(StoplockHome home, Expected expected, List<String> notes) {}

    @Override
    void judge(Expected expected, Tally tally, List<Json.Obj> denials, List<Json.Obj> letGo) {
        if (!stage().ownServer()) {
            int asked = stage().letters().after().size();
            expected.equal("watched: mails asked for", asked, tally.asked());
            expected.equal("watched: mails that arrived as asked", asked, tally.intended());
            expected.equal("watched: mails a stranger holds too", asked, tally.stranger());
            expected.equal("watched: denied mails", 0, denials.size());
            expected.equal("watched: mails let go in report", asked, letGo.size());
        }
    }

    @Override
    List<String> account(
            StoplockHome home, Phase after, Tally tally, List<Json.Obj> log, Expected expected)
            throws Refused, IOException, InterruptedException {
        say("stoplock incident postmark-mcp");
        new Account(home.incident()).check(after, tally, log, stage().ownServer(), expected);
        return beginning(home.incidentText());
    }

    /** Its first lines and its first section. */
    private static List<String> beginning(List<String> lines) {
        int first = lines.indexOf("") + 1;
        int length = lines.subList(first, lines.size()).indexOf("");
        return length < 0 ? lines : lines.subList(0, first + length);
    }
}
