package dev.stoplock.lab.truth;

import dev.stoplock.core.json.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * One control against one variant, measured.
 *
 * @param asked mails the agent asked for after the update
 * @param intended those of them that arrived as asked
 * @param stranger mails the stranger holds
 * @param cleanLost mails the control lost of its clean twin
 * @param ran when the older of its two runs began
 * @param evidence where to look, the most telling first
 */
public record Cell(
        String control,
        Variant variant,
        Word word,
        int asked,
        int intended,
        int stranger,
        int cleanLost,
        Instant ran,
        List<Evidence> evidence) {

    public Cell {
        evidence = List.copyOf(evidence);
    }

    /** A file or a record of the very runs of a cell, and what it says. */
    public sealed interface Evidence {

        String says();

        /** A file, as the outside world or the agent's side left it. */
        record InFile(Path file, String says) implements Evidence {}

        /** A record of the run's own ledger. */
        record InLedger(Path home, long index, String says) implements Evidence {}

        default Json.Obj json() {
            return switch (this) {
                case InFile(Path file, String says) ->
                        Json.object()
                                .put("kind", "file")
                                .put("file", file.toString())
                                .put("says", says)
                                .build();
                case InLedger(Path home, long index, String says) ->
                        Json.object()
                                .put("kind", "record")
                                .put("home", home.toString())
                                .put("index", index)
                                .put("says", says)
                                .build();
            };
        }
    }

    public Json.Obj json() {
        return Json.object()
                .put("control", control)
                .put("variant", variant.name())
                .put("result", word.word())
                .put("asked", asked)
                .put("intended", intended)
                .put("stranger", stranger)
                .put("cleanLost", cleanLost)
                .put("ran", ran.toString())
                .put(
                        "evidence",
                        new Json.Arr(evidence.stream().map(each -> (Json) each.json()).toList()))
                .build();
    }
}
