package dev.stoplock.lab.loopback;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.List;

/** A response: status, fields besides the length, and a body from memory or from a file. */
public record Answer(int status, List<Header> headers, Body body) {

    /** Where the bytes of a body are. */
    public sealed interface Body {}

    @SuppressWarnings("ArrayRecordComponent")
    public record Bytes(byte[] value) implements Body {}

    public record InFile(Path path) implements Body {}

    public Answer {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("not a final status: " + status);
        }
        headers = List.copyOf(headers);
    }

    public static Answer json(int status, byte[] json) {
        return new Answer(
                status, List.of(new Header("Content-Type", "application/json")), new Bytes(json));
    }

    public static Answer json(int status, String json) {
        return json(status, json.getBytes(UTF_8));
    }
}
