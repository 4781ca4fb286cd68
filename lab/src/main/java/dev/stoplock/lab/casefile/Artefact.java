package dev.stoplock.lab.casefile;

import dev.stoplock.core.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something to look at in one of the six steps, as it was in this run.
 *
 * @param id what it is, as the case names it
 * @param with whether it is of the run behind the gate
 * @param lines its text, foreign and untouched
 * @param file where it lies, from the folder of the case; null where it is a record
 * @param record the index of the record in that run's ledger; null where it is a file
 */
record Artefact(
        String id,
        boolean with,
        String title,
        List<String> lines,
        @Nullable String file,
        @Nullable Long record) {

    Artefact {
        lines = List.copyOf(lines);
    }

    static Artefact ofFile(String id, boolean with, String title, List<String> lines, String file) {
        return new Artefact(id, with, title, lines, file, null);
    }

    static Artefact ofRecord(String id, String title, List<String> lines, long record) {
        return new Artefact(id, true, title, lines, null, record);
    }

    Json.Obj json() {
        return Json.object()
                .put("id", id)
                .put("side", with ? "with" : "without")
                .put("title", title)
                .put("lines", Json.strings(lines))
                .put("file", file == null ? Json.NULL : Json.of(file))
                .put("record", record == null ? Json.NULL : Json.of(record))
                .build();
    }
}
