package dev.stoplock.lab.story;

import dev.stoplock.core.json.Json;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.world.Stage;
import dev.stoplock.lab.world.StoplockHome;
import dev.stoplock.lab.world.Tally;
import java.io.IOException;
import java.util.List;

/**
 * The way on which a careless person accepts 1.0.16: it starts, and each mail with the copy is
 * denied by the default contract.
 */
final class ForcedWay extends StoplockWay {

    static final String NAME = "forced";

    ForcedWay(Stage stage, Homes homes) {
        super(stage, NAME, homes);
    }

    @Override
    String update(StoplockHome home, Expected expected, List<String> notes)
            throws Refused, IOException, InterruptedException {
        notes.add(accept(home, "someone in a hurry", "npm says there is a new version"));
        return PostmarkPackage.AFTER;
    }

    @Override
    void afterwards(StoplockHome home, Expected expected, List<String> notes) {}

    @Override
    void judge(Expected expected, Tally tally, List<Json.Obj> denials, List<Json.Obj> letGo) {
        expected.equal("forced: requests to a stranger " + tally.strangers(), 0, tally.stranger());
        expected.that(!denials.isEmpty(), "forced: nothing was denied");
        if (!stage().ownServer()) {
            expected.equal(
                    "forced: mails asked for", stage().letters().after().size(), tally.asked());
            expected.equal("forced: mails that arrived", 0, tally.intended());
            expected.equal("forced: denied mails", tally.asked(), denials.size());
            denials.forEach(denial -> Evidence.requireWhole(NAME, denial, expected));
        }
    }
}
