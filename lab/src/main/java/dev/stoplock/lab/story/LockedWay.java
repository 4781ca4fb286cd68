package dev.stoplock.lab.story;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.world.Children;
import dev.stoplock.lab.world.Ledgers;
import dev.stoplock.lab.world.Stage;
import dev.stoplock.lab.world.StoplockHome;
import dev.stoplock.lab.world.StoreSwap;
import dev.stoplock.lab.world.Tally;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way on which 1.0.15 stays locked: a review shows what the update would do, it is refused at
 * both doors it tries, and the mails go on.
 */
final class LockedWay extends StoplockWay {

    static final String NAME = "locked";

    LockedWay(Stage stage, Homes homes) {
        super(stage, NAME, homes);
    }

    @Override
    String update(StoplockHome home, Expected expected, List<String> notes)
            throws Refused, IOException, InterruptedException {
        String name = PostmarkPackage.NAME + "@" + PostmarkPackage.AFTER;
        say("1.0.16 is latest now; stoplock review " + name);
        Children.Ended reviewed = home.review(name);
        String rule = reviewed.refusal().split(":", 2)[0];
        notes.add(
                "stoplock review "
                        + name
                        + " · exit "
                        + reviewed.code()
                        + (reviewed.code() == 0 ? "" : " · " + rule));
        List<String> said = reviewed.out().lines().toList();
        for (int i = 0; i < said.size(); i++) {
            if (said.get(i).startsWith("≠ ")) {
                said.subList(i, Math.min(i + 3, said.size()))
                        .forEach(each -> notes.add("  " + each));
            }
        }
        if (!stage().ownServer()) {
            expected.equal(
                    "locked: exit code of stoplock review of another version",
                    Refusal.Exit.LOCK.code(),
                    reviewed.code());
            expected.that(
                    reviewed.refusal().contains("(new destination)")
                            && reviewed.refusal().contains(PostmarkPackage.STRANGER + " as Bcc"),
                    "locked: the review does not name the copy: " + reviewed.refusal());
            Json.@Nullable Obj held = Ledgers.last(home.log(), "review-held");
            expected.that(
                    held != null
                            && "new destination".equals(held.text("kind"))
                            && String.valueOf(held.text("sentence"))
                                    .contains(PostmarkPackage.STRANGER),
                    "locked: no record of the held review names the copy");
        }
        say("nobody accepts it");
        return PostmarkPackage.BEFORE;
    }

    @Override
    void afterwards(StoplockHome home, Expected expected, List<String> notes)
            throws Refused, IOException, InterruptedException {
        say("stoplock add npm:postmark-mcp@" + PostmarkPackage.AFTER);
        Children.Ended added = home.add(PostmarkPackage.AFTER);
        expected.equal(
                "locked: exit code of stoplock add of another version",
                Refusal.Exit.LOCK.code(),
                added.code());
        notes.add(
                "stoplock add npm:postmark-mcp@"
                        + PostmarkPackage.AFTER
                        + " · exit "
                        + added.code()
                        + " · "
                        + added.refusal());

        Json.@Nullable Obj accepted = Ledgers.last(home.log(), "entry-accepted");
        if (accepted == null) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "story.ledger",
                    "no accepted entry stands in the ledger",
                    "report it");
        }
        String tree = String.valueOf(accepted.text("tree"));
        say("1.0.16's bytes are put into the store");
        try (StoreSwap swap =
                StoreSwap.put(
                        home.folder().resolve("store"), tree, stage().before(), stage().after())) {
            Children.Ended run = home.runOnce();
            expected.equal(
                    "locked: exit code of stoplock run with 1.0.16's bytes",
                    Refusal.Exit.LOCK.code(),
                    run.code());
            expected.that(
                    swap.changed().stream().anyMatch(run.refusal()::contains),
                    "locked: the refusal names none of the changed files "
                            + swap.changed()
                            + ": "
                            + run.refusal());
            notes.add("stoplock run postmark-mcp · exit " + run.code() + " · " + run.refusal());
        }
        Children.Ended again = home.runOnce();
        expected.equal(
                "locked: exit code of stoplock run with its own bytes again", 0, again.code());
    }

    @Override
    void judge(Expected expected, Tally tally, List<Json.Obj> denials, List<Json.Obj> letGo) {
        expected.equal("locked: mails asked for", stage().letters().after().size(), tally.asked());
        expected.cleanDelivery("locked, after the update", tally);
        expected.equal("locked: denied mails", 0, denials.size());
    }
}
