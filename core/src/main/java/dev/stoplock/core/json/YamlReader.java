package dev.stoplock.core.json;

import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;

/**
 * Reads one YAML document as JSON, with the line of every value. Anchors, aliases and further
 * documents are refused: a configuration file says each thing once, where it stands.
 */
public final class YamlReader {

    private static final JsonLimits LIMITS = new JsonLimits(Integer.MAX_VALUE, 32);

    private YamlReader() {}

    /** What a file says, and on which line (from 1) the value at each JSON Pointer starts. */
    public record Positioned(JsonResult result, Map<String, Integer> lines) {
        public Positioned {
            lines = Map.copyOf(lines);
        }

        public int line(String pointer) {
            return lines.getOrDefault(pointer, 0);
        }
    }

    public static Positioned read(String text) {
        Map<String, Integer> lines = new HashMap<>();
        JsonResult.Malformed twice = saidTwice(text);
        if (twice != null) {
            return new Positioned(twice, lines);
        }
        try (YAMLParser parser = YAMLFactory.builder().build().createParser(text)) {
            JsonResult result =
                    JsonReader.read(
                            parser,
                            LIMITS,
                            (pointer, at) -> lines.putIfAbsent(pointer, at.getLineNr()));
            return new Positioned(result, lines);
        } catch (IOException | RuntimeException e) {
            // Threat: on hostile text the library throws more than its own exceptions
            return new Positioned(
                    new JsonResult.Malformed("the text cannot be read as YAML", 0, 0), lines);
        }
    }

    /**
     * Looks for anchors, aliases and further documents, which the JSON view of the text does not
     * show everywhere.
     */
    private static JsonResult.@Nullable Malformed saidTwice(String text) {
        try {
            int documents = 0;
            for (Event event : new Yaml().parse(new StringReader(text))) {
                boolean anchored = event instanceof NodeEvent node && node.getAnchor() != null;
                documents += event instanceof DocumentStartEvent ? 1 : 0;
                if (anchored || documents > 1) {
                    Mark at = event.getStartMark();
                    return new JsonResult.Malformed(
                            anchored
                                    ? "anchors and aliases are not allowed here"
                                    : "a second document follows, which is not allowed here",
                            at.getLine() + 1,
                            at.getColumn() + 1);
                }
            }
            return null;
        } catch (MarkedYAMLException e) {
            Mark at = e.getProblemMark();
            return new JsonResult.Malformed(
                    JsonReader.visible("the text is not YAML: " + e.getProblem()),
                    at == null ? 0 : at.getLine() + 1,
                    at == null ? 0 : at.getColumn() + 1);
        } catch (RuntimeException e) {
            // Threat: on hostile text the library throws more than its own exceptions
            return new JsonResult.Malformed("the text cannot be read as YAML", 0, 0);
        }
    }
}
