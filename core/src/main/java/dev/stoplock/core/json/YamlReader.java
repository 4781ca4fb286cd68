package dev.stoplock.core.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads one YAML document as JSON, with the line of every value. Anchors, aliases and further documents are refused: a
 * configuration file says each thing once, where it stands.
 */
public final class YamlReader {

    private static final int DEPTH = 32;

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
        try (YAMLParser parser = YAMLFactory.builder().build().createParser(text)) {
            JsonParser guarded = new NoAnchors(parser);
            JsonResult result =
                    JsonReader.read(
                            guarded, DEPTH, (pointer, at) -> lines.putIfAbsent(pointer, at.getLineNr()));
            return new Positioned(result, lines);
        } catch (IOException e) {
            return new Positioned(new JsonResult.Malformed("the text cannot be read as YAML", 0, 0), lines);
        }
    }

    /** Refuses anchors and aliases as they go by. */
    private static final class NoAnchors extends com.fasterxml.jackson.core.util.JsonParserDelegate {

        private final YAMLParser yaml;

        NoAnchors(YAMLParser yaml) {
            super(yaml);
            this.yaml = yaml;
        }

        @Override
        public com.fasterxml.jackson.core.JsonToken nextToken() throws IOException {
            com.fasterxml.jackson.core.JsonToken token = yaml.nextToken();
            if (yaml.isCurrentAlias() || yaml.getObjectId() != null) {
                throw new com.fasterxml.jackson.core.JsonParseException(
                        yaml, "anchors and aliases are not allowed here", yaml.currentTokenLocation());
            }
            return token;
        }
    }
}
