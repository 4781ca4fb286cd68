package dev.stoplock.lab.story;

import dev.stoplock.core.json.Json;
import dev.stoplock.lab.mail.AcceptedMail;
import dev.stoplock.lab.world.Phase;
import dev.stoplock.lab.world.StoplockHome;
import dev.stoplock.lab.world.Tally;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How one way ended.
 *
 * @param earned the mails of the time before the update, by which trust was earned; none where that
 *     was not played
 * @param denials the ledger's records of what was denied after the update, but for the story's
 *     probe
 * @param letGo how many records say of something that it broke a rule and was let go
 * @param notes sentences on what was seen on the way, for the telling
 * @param account the first lines of the incident account, where this way's person asked for it
 * @param differs what was not as the story tells it; empty where all was
 */
record WayResult(
        String name,
        List<AcceptedMail> earned,
        Phase after,
        Tally tally,
        List<Json.Obj> denials,
        int letGo,
        @Nullable StoplockHome home,
        List<String> notes,
        List<String> account,
        List<String> differs) {

    WayResult {
        earned = List.copyOf(earned);
        denials = List.copyOf(denials);
        notes = List.copyOf(notes);
        account = List.copyOf(account);
        differs = List.copyOf(differs);
    }

    int denied() {
        return denials.size();
    }

    /** The calls of which something was denied. */
    long deniedCalls() {
        return denials.stream()
                .flatMap(denial -> Stream.ofNullable(denial.text("call")))
                .distinct()
                .count();
    }

    Json.Obj json() {
        @Nullable Path folder = home == null ? null : home.folder();
        return Json.object()
                .put("name", name)
                .put("intended", tally.intended())
                .put("stranger", tally.stranger())
                .put("denied", denied())
                .put("deniedCalls", deniedCalls())
                .put("letGo", letGo)
                .put("asked", tally.asked())
                .put("home", folder == null ? Json.NULL : Json.of(folder.toString()))
                .put("differs", Json.strings(differs))
                .build();
    }
}
