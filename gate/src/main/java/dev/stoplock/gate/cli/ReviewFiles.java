package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.registry.TreeStore;
import dev.stoplock.gate.rehearse.ApiDocument;
import dev.stoplock.gate.rehearse.PackagedDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files a review is given: what a person would type, and the calls they wrote. */
final class ReviewFiles {

    private ReviewFiles() {}

    /** The calls that a person wrote, by tool. */
    static Map<String, List<Json>> calls(Path file) throws Refused, IOException {
        Map<String, List<Json>> calls = new LinkedHashMap<>();
        if (!Files.isRegularFile(file)) {
            throw unfit(file, "there is no such file");
        }
        JsonResult read = JsonReader.read(Files.readAllBytes(file), JsonLimits.MESSAGE);
        if (!(read instanceof JsonResult.Parsed(Json.Obj(Map<String, Json> tools)))) {
            throw unfit(
                    file,
                    read instanceof JsonResult.Malformed(String reason, int line, int column)
                            ? "line " + line + ": " + reason
                            : "it is not an object");
        }
        for (Map.Entry<String, Json> tool : tools.entrySet()) {
            if (!(tool.getValue() instanceof Json.Arr(List<Json> each))
                    || !each.stream().allMatch(one -> one instanceof Json.Obj)) {
                throw unfit(file, "the calls of " + tool.getKey() + " are no list of objects");
            }
            calls.put(tool.getKey(), each);
        }
        return calls;
    }

    /**
     * How the stand-ins answer: as the given document says, else as one in the locked package does.
     */
    static @Nullable ApiDocument document(Home home, LockEntry locked, @Nullable Path given)
            throws Refused, IOException {
        if (given == null) {
            Path tree = new TreeStore(home.store(), Map.of()).path(locked.closure().tree());
            return PackagedDocument.in(tree, locked.closure());
        }
        ApiDocument document = Files.isRegularFile(given) ? PackagedDocument.read(given) : null;
        if (document == null) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "review.openapi",
                    given + " is no OpenAPI document that says how requests are answered",
                    "give one in JSON or YAML, of at most 4 MiB, with paths and responses");
        }
        return document;
    }

    private static Refused unfit(Path file, String why) {
        return new Refused(
                Refusal.Exit.USAGE,
                "review.calls",
                file + " does not say which calls to make: " + Shown.text(why),
                "write {\"TOOL\": [{\"ARGUMENT\": \"value\"}]}");
    }

    /** What a person would type, by the name of each question. */
    static Map<String, String> answers(Path file) throws Refused, IOException {
        try {
            YamlObject root = YamlObject.root(file.toString(), Files.readString(file));
            Map<String, String> typed = new LinkedHashMap<>();
            for (String id : root.keys()) {
                typed.put(id, root.text(id));
            }
            return typed;
        } catch (YamlObject.Misfit e) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "review.answers",
                    e.sentence(),
                    "a line for each question: \"ID\": \"what you would type\"");
        }
    }
}
