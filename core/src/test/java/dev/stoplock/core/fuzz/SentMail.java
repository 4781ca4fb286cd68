package dev.stoplock.core.fuzz;

import dev.stoplock.core.effect.Adapters;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.wire.http1.Http1Requests;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.RequestHead;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request to a mail API as a fuzz input says it (the first line is method and target, the rest is
 * the body), read as the gate reads it: from the wire, canonical, by its adapter.
 */
record SentMail(RequestHead head, byte[] body, Reading reading) {

    /** The body, read without the reader under test, its members by lower-case name. */
    Map<String, Json> members() throws PlainJson.NotJson {
        return lowered(PlainJson.read(body, JsonLimits.MESSAGE.depth()));
    }

    static Map<String, Json> lowered(Json object) {
        Map<String, Json> lowered = new LinkedHashMap<>();
        ((Json.Obj) object)
                .members()
                .forEach((name, value) -> lowered.put(name.toLowerCase(Locale.ROOT), value));
        return lowered;
    }

    /** The elements of an array that a map holds under this name, which is taken out. */
    static List<Json> taken(Map<String, Json> members, String name) {
        return members.remove(name) instanceof Json.Arr(List<Json> items) ? items : List.of();
    }

    static Optional<SentMail> read(byte[] data, Destination to) {
        return read(data, to, "application/json");
    }

    static Optional<SentMail> read(byte[] data, Destination to, String type) {
        int lineEnd = 0;
        while (lineEnd < data.length && data[lineEnd] != '\n') {
            lineEnd++;
        }
        int from = Math.min(data.length, lineEnd + 1);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        wire.write(data, 0, lineEnd);
        String rest =
                " HTTP/1.1\r\nHost: "
                        + to.host()
                        + "\r\nContent-Type: "
                        + type
                        + "\r\nContent-Length: "
                        + (data.length - from)
                        + "\r\n\r\n";
        wire.writeBytes(rest.getBytes(StandardCharsets.US_ASCII));
        wire.write(data, from, data.length - from);
        Http1Requests reader = new Http1Requests(1 << 20);
        reader.feed(wire.toByteArray(), 0, wire.size());
        if (!(reader.next() instanceof HttpStep.Request(RequestHead head, byte[] body))) {
            return Optional.empty();
        }
        RequestHead canonical = Http1Writer.canonical(head, to.host(), body.length);
        return Optional.of(
                new SentMail(canonical, body, Adapters.read(new Exchange(to, canonical, body))));
    }
}
