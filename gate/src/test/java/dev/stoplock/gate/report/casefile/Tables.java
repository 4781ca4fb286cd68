package dev.stoplock.gate.report.casefile;

import dev.stoplock.core.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Documents of measured tables for tests. */
final class Tables {

    private static final List<String> CONTROLS = List.of("none", "pin", "contract", "hosts");
    private static final List<String> VARIANTS = List.of("A", "B");
    private static final List<String> WORDS = List.of("stopped", "blind");

    private Tables() {}

    /** A table whose texts were written by an enemy. */
    static Json.Obj hostile() {
        List<Json> cells = new ArrayList<>();
        for (String control : CONTROLS) {
            for (String variant : VARIANTS) {
                cells.add(cell(control, variant));
            }
        }
        return Json.object()
                .put("schema", "stoplock.truth-table/1")
                .put("build", "sha256:" + "0".repeat(64))
                .put("date", "2026-11-23T04:00:00Z")
                .put("seed", 1)
                .put("words", meanings(WORDS))
                .put("variants", meanings(VARIANTS))
                .put("cells", new Json.Arr(cells))
                .build();
    }

    static Json.Obj cell(String control, String variant) {
        return Json.object()
                .put("control", control)
                .put("variant", variant)
                .put("result", control.equals("pin") ? "stopped" : "blind")
                .put("asked", 4)
                .put("intended", 4)
                .put("stranger", 4)
                .put("cleanLost", 0)
                .put("ran", "2026-11-23T03:00:00Z")
                .put(
                        "evidence",
                        new Json.Arr(
                                List.of(
                                        Json.object()
                                                .put("kind", "record")
                                                .put("home", "/data/stoplock-homes/1a2b/home")
                                                .put("index", 1)
                                                .put(
                                                        "says",
                                                        "</td><script>alert(1)</script> in /home/alice")
                                                .build(),
                                        Json.object()
                                                .put("kind", "file")
                                                .put("file", "/data/stoplock-homes/1a2b/mails.json")
                                                .put("says", "\u202Eheld\u2066")
                                                .build())))
                .build();
    }

    private static Json meanings(List<String> ids) {
        List<Json> all = new ArrayList<>();
        for (String id : ids) {
            all.add(Json.object().put("id", id).put("means", "<b>" + id + "\u200b</b>").build());
        }
        return new Json.Arr(all);
    }
}
