package dev.stoplock.gate.console;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.port.PrivateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run's folder: {@code run.json} says that the console made it and what for, {@code lines.txt}
 * what the run said, {@code ended.json} how it ended; {@code case.json} and {@code home} are the
 * story's own.
 */
record RunFolder(Path folder) {

    static final String RUN = "stoplock.run/1";
    static final String CASE = "stoplock.case/1";

    private static final JsonLimits SMALL = new JsonLimits(64 << 10, 8);
    private static final JsonLimits LARGE = new JsonLimits(16 << 20, 64);
    private static final int LONGEST_LINES = 4 << 20;

    /** When the run began and what was chosen. */
    record Begun(Instant at, RunChoice choice) {}

    /** How it ended; {@code complete} only where the story did all it was asked for. */
    record Ended(boolean complete, String sentence) {}

    String id() {
        return String.valueOf(folder.getFileName());
    }

    void begin(Begun begun) throws IOException {
        write(
                "run.json",
                Json.object()
                        .put("schema", RUN)
                        .put("at", begun.at().toString())
                        .put("choice", begun.choice().json())
                        .build());
    }

    void end(Ended ended, List<String> lines) throws IOException {
        PrivateFile.createOnce(
                folder.resolve("lines.txt"),
                String.join("\n", lines).getBytes(StandardCharsets.UTF_8),
                PrivateFile.OWNER_ONLY);
        write(
                "ended.json",
                Json.object()
                        .put("schema", RUN)
                        .put("complete", ended.complete())
                        .put("sentence", ended.sentence())
                        .build());
    }

    private void write(String name, Json.Obj json) throws IOException {
        PrivateFile.createOnce(
                folder.resolve(name), JsonWriter.canonicalBytes(json), PrivateFile.OWNER_ONLY);
    }

    /** What {@code begin} wrote, or null where the console did not make this folder. */
    @Nullable Begun begun() {
        Json.Obj json = read("run.json", SMALL, RUN);
        String at = json == null ? null : json.text("at");
        if (json == null || at == null || !(json.at("choice") instanceof Json.Obj choice)) {
            return null;
        }
        try {
            return new Begun(Instant.parse(at), RunChoice.read(choice));
        } catch (DateTimeException | NumberFormatException e) {
            // not our writing
            return null;
        }
    }

    /**
     * What {@code end} wrote, or null where the run is under way or was never brought to an end.
     */
    @Nullable Ended ended() {
        Json.Obj json = read("ended.json", SMALL, RUN);
        String sentence = json == null ? null : json.text("sentence");
        return json == null || sentence == null
                ? null
                : new Ended(
                        json.at("complete") instanceof Json.Bool(boolean complete) && complete,
                        sentence);
    }

    /** The story's result, or null where there is none that can be read. */
    Json.@Nullable Obj result() {
        return read("case.json", LARGE, CASE);
    }

    List<String> lines() throws IOException {
        Path file = folder.resolve("lines.txt");
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        byte[] bytes = PrivateFile.read(file, LONGEST_LINES, PrivateFile.OWNER_ONLY);
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    /**
     * The home of the gate the case was played against: {@code home}, or the folder that the result
     * names under that key, one or two names below this one. Null where there is none.
     */
    @Nullable Home home() {
        Json.Obj result = result();
        String said = result == null ? null : result.text("home");
        String name = said == null ? "home" : said;
        // Threat: a result that names a folder elsewhere would show another ledger as this run's
        if (!name.matches("[a-z0-9][a-z0-9-]{0,40}(/[a-z0-9][a-z0-9-]{0,40})?")) {
            return null;
        }
        Path home = folder;
        // Threat: a link on the way would lead to another ledger
        for (String part : List.of(name.split("/"))) {
            home = home.resolve(part);
            if (!Files.isDirectory(home, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
        }
        return Files.isDirectory(home.resolve("ledger"), LinkOption.NOFOLLOW_LINKS)
                ? new Home(home)
                : null;
    }

    private Json.@Nullable Obj read(String name, JsonLimits limits, String schema) {
        Path file = folder.resolve(name);
        try {
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    || Files.size(file) > limits.bytes()) {
                return null;
            }
            return JsonReader.read(Files.readAllBytes(file), limits)
                                    instanceof JsonResult.Parsed(Json.Obj json)
                            && schema.equals(json.text("schema"))
                    ? json
                    : null;
        } catch (IOException e) {
            // what cannot be read is as if it were not there: nothing is shown of it
            return null;
        }
    }
}
