package dev.stoplock.lab.agent;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The agent's own trace: each tool call with what came back, in order, in memory and as one JSON
 * object a line in a file ({@code at, tool, arguments, result, isError}). It holds what the agent
 * could see and nothing more. Confined to the thread of its loop.
 */
public final class AgentLog {

    /**
     * One call: its arguments as JSON text, the answer's text, and whether the answer was an error.
     */
    public record Line(Instant at, String tool, String arguments, String result, boolean isError) {

        Json.Obj json() {
            return Json.object()
                    .put("at", at.toString())
                    .put("tool", tool)
                    .put("arguments", arguments)
                    .put("result", result)
                    .put("isError", isError)
                    .build();
        }
    }

    private final Path file;
    private final InstantSource clock;
    private final List<Line> lines = new ArrayList<>();

    /** Lines are appended to {@code file}; its folder must exist. */
    public AgentLog(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    void add(String tool, String arguments, String result, boolean isError) {
        Line line = new Line(clock.instant(), tool, arguments, result, isError);
        try {
            Files.writeString(
                    file,
                    JsonWriter.compact(line.json()) + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("the agent's log cannot be written to " + file, e);
        }
        lines.add(line);
    }

    public Path file() {
        return file;
    }

    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** Whether any line holds the text, in any letter case, plainly or as a JSON string. */
    public boolean mentions(String needle) {
        return lines.stream()
                .anyMatch(line ->
                        Mention.in(line.tool(), needle)
                                || Mention.in(line.arguments(), needle)
                                || Mention.in(line.result(), needle));
    }
}
