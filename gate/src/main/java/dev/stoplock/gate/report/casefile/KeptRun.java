package dev.stoplock.gate.report.casefile;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The folder of a run that was played: its document, and the files that the document names. */
public record KeptRun(Path folder) {

    public static final String DOCUMENT = "case.json";

    private static final JsonLimits LIMITS = new JsonLimits(16 << 20, 64);
    private static final int LONGEST_FILE = 1 << 20;

    /** Whether a run that came to its end lies there: its document is written last of all. */
    public boolean isWhole() {
        return Files.isRegularFile(folder.resolve(DOCUMENT), LinkOption.NOFOLLOW_LINKS);
    }

    /** Throws IOException where it cannot be read or is no JSON object. */
    public Json.Obj document() throws IOException {
        return read(folder.resolve(DOCUMENT));
    }

    /** A document in a file of its own; null where there is no such file. */
    public static Json.@Nullable Obj documentIn(Path file) throws IOException {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) ? read(file) : null;
    }

    private static Json.Obj read(Path file) throws IOException {
        byte[] bytes = bytes(file, LIMITS.bytes());
        return switch (JsonReader.read(bytes, LIMITS)) {
            case JsonResult.Parsed(Json.Obj document) -> document;
            case JsonResult.Parsed other -> throw new IOException(file + " is no JSON object");
            case JsonResult.Malformed(String reason, int line, int column) ->
                    throw new IOException(file + ":" + line + ": " + reason);
        };
    }

    /** The files of these names that are there, as text. */
    Map<String, String> files(Collection<String> names) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (String name : names) {
            // Threat: a document that names a file elsewhere would have it published
            if (!name.matches("(?:with|without)/[a-z0-9][a-z0-9.-]{0,60}")) {
                throw new IOException("the run's document names a file that is none of a run's");
            }
            Path side = folder.resolve(name.substring(0, name.indexOf('/')));
            Path file = folder.resolve(name);
            if (Files.isDirectory(side, LinkOption.NOFOLLOW_LINKS)
                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                texts.put(name, new String(bytes(file, LONGEST_FILE), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private static byte[] bytes(Path file, int most) throws IOException {
        if (Files.size(file) > most) {
            throw new IOException(file + " is larger than " + most + " bytes");
        }
        return Files.readAllBytes(file);
    }
}
