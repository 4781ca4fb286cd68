package dev.stoplock.gate.console;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.gate.report.Plain;
import dev.stoplock.gate.report.Plain.Piece;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Writes a run's lines as server-sent events (WHATWG HTML, 9.2), each numbered: {@code line} with
 * the pieces of a {@link Plain} in JSON, and {@code end}. A stream ends with the run, the session,
 * its reader or the console, whichever is first.
 */
final class EventStreams {

    static final int MOST = 16;

    private static final Duration STEP = Duration.ofMillis(500);

    /** Steps without a line after which an empty comment shows whether the reader is there. */
    private static final int BEAT = 20;

    private final Sessions sessions;
    private final Semaphore room = new Semaphore(MOST);
    private volatile boolean closed;

    EventStreams(Sessions sessions) {
        this.sessions = sessions;
    }

    /** Takes one of the places; false where there is none, else {@link #serve} must follow. */
    boolean enter() {
        return !closed && room.tryAcquire();
    }

    /** Writes until the stream ends, and gives the place back. */
    void serve(Answer.Stream stream, OutputStream out) throws IOException {
        try {
            int next = Math.max(0, stream.from());
            int quiet = 0;
            send(out, "retry: 2000\n\n");
            while (!closed && sessions.stands(stream.session())) {
                RunLines.More more = stream.lines().after(next, STEP);
                for (String line : more.lines()) {
                    send(out, "id: " + next + "\nevent: line\ndata: " + json(line) + "\n\n");
                    next++;
                }
                if (more.ended()) {
                    send(out, "event: end\ndata: {}\n\n");
                    return;
                }
                quiet = more.lines().isEmpty() ? quiet + 1 : 0;
                if (quiet % BEAT == BEAT - 1) {
                    send(out, ":\n\n");
                }
            }
            send(out, "event: closed\ndata: {}\n\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            room.release();
        }
    }

    /** Lets every stream end within half a second. */
    void close() {
        closed = true;
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** An array of {@code {"text"}}, {@code {"unseen","name"}} and {@code {"domain","other"}}. */
    static String json(String line) {
        List<Json> pieces = new ArrayList<>();
        for (Piece piece : Plain.of(line).pieces()) {
            pieces.add(
                    switch (piece) {
                        case Piece.Text(String value) -> Json.object().put("text", value).build();
                        case Piece.Unseen(String code, String name) ->
                                Json.object().put("unseen", code).put("name", name).build();
                        case Piece.Domain(String written, String other) ->
                                Json.object().put("domain", written).put("other", other).build();
                        case Piece.Word(String written, String named) ->
                                Json.object().put("domain", written).put("other", named).build();
                    });
        }
        return JsonWriter.compact(new Json.Arr(pieces));
    }
}
