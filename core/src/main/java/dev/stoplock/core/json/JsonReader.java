package dev.stoplock.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Reads exactly one JSON value (RFC 8259) from UTF-8 bytes. Refused, because two parsers could read
 * them differently: duplicate keys, invalid UTF-8, a byte order mark, lone surrogates, anything
 * after the value, and whatever is over the limits.
 */
public final class JsonReader {

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(1_000)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNumberLength(1_000)
                                    .build())
                    .build();

    /** How the reason begins where there are too many values. */
    public static final String MORE_THAN = "it holds more than ";

    private JsonReader() {}

    public static JsonResult read(byte[] utf8, JsonLimits limits) {
        if (utf8.length > limits.bytes()) {
            return new JsonResult.Malformed("the text is over " + limits.bytes() + " bytes", 0, 0);
        }
        String text;
        try {
            text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(utf8))
                            .toString();
        } catch (CharacterCodingException e) {
            return new JsonResult.Malformed("the text is not UTF-8", 0, 0);
        }
        if (text.startsWith("\uFEFF")) {
            return new JsonResult.Malformed("the text starts with a byte order mark", 1, 1);
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            return read(parser, limits, (pointer, location) -> {});
        } catch (IOException e) {
            return new JsonResult.Malformed("the text cannot be read as JSON", 0, 0);
        }
    }

    /**
     * Reads the parser's one document; {@code positions} is told where each pointer's value starts.
     */
    static JsonResult read(
            JsonParser parser, JsonLimits limits, BiConsumer<String, JsonLocation> positions) {
        Walk walk = new Walk(parser, limits, positions);
        try {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return new JsonResult.Malformed("the text is empty", 1, 1);
            }
            Json value = walk.value(first, "", 0);
            if (parser.nextToken() != null) {
                throw walk.refused("something follows the value");
            }
            return new JsonResult.Parsed(value);
        } catch (Refusal e) {
            return new JsonResult.Malformed(visible(e.reason), e.line, e.column);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String said = e.getOriginalMessage();
            return new JsonResult.Malformed(
                    said == null ? "the text is not well-formed" : visible(said),
                    at == null ? 0 : at.getLineNr(),
                    at == null ? 0 : at.getColumnNr());
        } catch (IOException e) {
            return new JsonResult.Malformed("the text cannot be read", 0, 0);
        }
    }

    /** The first line of a reason that may quote the text, with nothing invisible in it. */
    static String visible(String reason) {
        int end = reason.indexOf('\n');
        return (end < 0 ? reason : reason.substring(0, end))
                .replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "\uFFFD");
    }

    private static final class Walk {

        private final JsonParser parser;
        private final JsonLimits limits;
        private final BiConsumer<String, JsonLocation> positions;
        private int values;

        Walk(JsonParser parser, JsonLimits limits, BiConsumer<String, JsonLocation> positions) {
            this.parser = parser;
            this.limits = limits;
            this.positions = positions;
        }

        Json value(JsonToken token, String pointer, int level) throws IOException, Refusal {
            if (++values > limits.values()) {
                throw refused(MORE_THAN + limits.values() + " values");
            }
            positions.accept(pointer, parser.currentTokenLocation());
            return switch (token) {
                case START_OBJECT -> object(pointer, level + 1);
                case START_ARRAY -> array(pointer, level + 1);
                case VALUE_STRING -> new Json.Str(wellFormed(parser.getText()));
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(parser.getText());
                case VALUE_TRUE -> new Json.Bool(true);
                case VALUE_FALSE -> new Json.Bool(false);
                case VALUE_NULL -> Json.NULL;
                default -> throw refused("unexpected " + token);
            };
        }

        private Json object(String pointer, int level) throws IOException, Refusal {
            deeper(level);
            Map<String, Json> members = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = wellFormed(parser.currentName());
                if (members.containsKey(key)) {
                    throw refused("the key \"" + shown(key) + "\" stands twice");
                }
                members.put(
                        key, value(parser.nextToken(), pointer + "/" + Pointer.escape(key), level));
            }
            return new Json.Obj(members);
        }

        private Json array(String pointer, int level) throws IOException, Refusal {
            deeper(level);
            List<Json> items = new ArrayList<>();
            for (JsonToken next = parser.nextToken();
                    next != JsonToken.END_ARRAY;
                    next = parser.nextToken()) {
                items.add(value(next, pointer + "/" + items.size(), level));
            }
            return new Json.Arr(items);
        }

        private void deeper(int level) throws Refusal {
            if (level > limits.depth()) {
                throw refused("nested deeper than " + limits.depth());
            }
        }

        private String wellFormed(String text) throws Refusal {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else if (Character.isSurrogate(c)) {
                    throw refused("a lone surrogate stands in a string");
                }
            }
            return text;
        }

        private Refusal refused(String reason) {
            JsonLocation at = parser.currentTokenLocation();
            return new Refusal(reason, at.getLineNr(), at.getColumnNr());
        }

        private static String shown(String key) {
            return key.length() <= 60 ? key : key.substring(0, 60) + "…";
        }
    }

    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final String reason;
        private final int line;
        private final int column;

        Refusal(String reason, int line, int column) {
            super(reason, null, false, false);
            this.reason = reason;
            this.line = line;
            this.column = column;
        }
    }
}
