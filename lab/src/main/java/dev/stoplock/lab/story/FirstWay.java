package dev.stoplock.lab.story;

import dev.stoplock.core.json.Json;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.world.Children;
import dev.stoplock.lab.world.Stage;
import dev.stoplock.lab.world.StoplockHome;
import dev.stoplock.lab.world.Tally;
import java.io.IOException;
import java.util.List;

/**
 * The way on which there was never a clean version: 1.0.16 is the first that is locked. Its review
 * asks about the address that is always the same; somebody presses Enter, which accepts nothing,
 * accepts the rest, and each mail with the copy is denied.
 */
final class FirstWay extends StoplockWay {

    static final String NAME = "first";

    private static final String ENTER = "press Enter to refuse: ";
    private static final String NAMED = "to accept these contracts: ";

    FirstWay(Stage stage, Homes homes) {
        super(stage, NAME, homes);
    }

    @Override
    void locked(StoplockHome home, Expected expected, List<String> notes)
            throws Refused, IOException, InterruptedException {
        String command = "stoplock review " + PostmarkPackage.NAME;
        say(command + ", answered by pressing Enter");
        // an empty line to the one question, then the server's name for all that was not asked
        Children.Ended reviewed =
                home.reviewTyping(List.of("", PostmarkPackage.NAME), PostmarkPackage.NAME);
        // Enter stands where it was typed, before anything was asked
        String said =
                reviewed.out()
                        .replace(ENTER, ENTER + "[Enter]\n")
                        .replace(NAMED, NAMED + PostmarkPackage.NAME + "\n");
        notes.add(command + " · exit " + reviewed.code());
        said.lines()
                .filter(line ->
                        line.startsWith("? ")
                                || line.contains(ENTER)
                                || line.contains(NAMED)
                                || line.startsWith("not accepted: ")
                                || line.startsWith("accepted "))
                .forEach(notes::add);
        if (!stage().ownServer()) {
            expected.equal("first: exit code of " + command, 0, reviewed.code());
            expected.that(
                    said.contains(
                            "? sendEmail always adds " + PostmarkPackage.STRANGER + " as Bcc"),
                    "first: the review does not ask about " + PostmarkPackage.STRANGER);
            expected.that(
                    said.contains(ENTER) && said.contains("not accepted: "),
                    "first: an empty line was not taken as a refusal");
            expected.that(
                    said.contains("with the contracts of 1 tools"),
                    "first: what was not asked was not accepted");
        }
    }

    @Override
    String update(StoplockHome home, Expected expected, List<String> notes) {
        return PostmarkPackage.AFTER;
    }

    @Override
    void afterwards(StoplockHome home, Expected expected, List<String> notes) {}

    @Override
    void judge(Expected expected, Tally tally, List<Json.Obj> denials, List<Json.Obj> letGo) {
        expected.equal("first: requests to a stranger " + tally.strangers(), 0, tally.stranger());
        if (!stage().ownServer()) {
            int asked = stage().letters().after().size();
            expected.equal("first: mails asked for", asked, tally.asked());
            expected.equal("first: mails that arrived", 0, tally.intended());
            expected.equal("first: denied mails", asked, denials.size());
            denials.forEach(denial -> Evidence.requireWhole(NAME, denial, expected));
        }
    }
}
