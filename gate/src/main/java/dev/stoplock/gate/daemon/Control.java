package dev.stoplock.gate.daemon;

import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The control protocol of the daemon's socket: one line of JSON asks ({@code {"do": …}}), one line
 * answers ({@code {"ok": true, …}} or a refusal). After the answer to {@code run} the connection is
 * the server's stdio.
 */
public final class Control {

    private static final JsonLimits LIMITS = new JsonLimits(8 << 20, 32);

    private Control() {}

    /** Reads exactly one line, byte by byte: what follows belongs to somebody else. */
    static Json.Obj read(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > LIMITS.bytes()) {
                throw new IOException(
                        "a control message ended before its line did, or is too long");
            }
            line.write(b);
        }
        return switch (JsonReader.read(line.toByteArray(), LIMITS)) {
            case JsonResult.Parsed(Json.Obj object) -> object;
            case JsonResult.Parsed(Json other) ->
                    throw new IOException("a control message is no object");
            case JsonResult.Malformed(String reason, int row, int column) ->
                    throw new IOException("a control message cannot be read: " + reason);
        };
    }

    static void write(OutputStream out, Json.Obj message) throws IOException {
        out.write((JsonWriter.compact(message) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    static Json.Obj refusal(Refusal refusal) {
        return Json.object()
                .put("ok", false)
                .put("rule", refusal.rule().value())
                .put("sentence", refusal.sentence())
                .put("hint", refusal.hint())
                .put("exit", refusal.exit().code())
                .build();
    }

    /** The refusal in an answer, or null where it says ok. */
    static Refusal readRefusal(Json.Obj answer) {
        String rule = answer.text("rule");
        String sentence = answer.text("sentence");
        String hint = answer.text("hint");
        int code =
                answer.at("exit") instanceof Json.Num(String literal)
                        ? Integer.parseInt(literal)
                        : 1;
        return Refusal.of(
                Refusal.Exit.of(code),
                rule == null ? "daemon.answer" : rule,
                sentence == null ? "the daemon refused without saying why" : sentence,
                hint == null ? "look at the daemon's log" : hint);
    }

    /** The record in a line that {@code watch} answers, or null where it is none. */
    static @Nullable AuditRecord readRecord(Json.Obj line) throws IOException {
        if (!(line.at("record") instanceof Json.Obj record)) {
            return null;
        }
        return switch (EventCodec.read(JsonWriter.canonicalBytes(record))) {
            case EventCodec.Decoded.Known(AuditRecord known) -> known;
            case EventCodec.Decoded.Unknown(String sentence) ->
                    throw new IOException(
                            "the daemon told of a record that cannot be read: " + sentence);
        };
    }

    static boolean isOk(Json.Obj answer) {
        return answer.at("ok") instanceof Json.Bool(boolean ok) && ok;
    }
}
