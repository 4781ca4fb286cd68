package dev.stoplock.lab.loopback;

import java.util.List;
import java.util.Optional;

/**
 * A request as it was read: its parts, and {@code raw}, every byte of it as it came off the wire
 * (after TLS), chunk sizes and trailers included.
 *
 * @param target as in the request line: path and query
 * @param body without the transfer coding
 */
@SuppressWarnings("ArrayRecordComponent")
public record Received(
        String method, String target, List<Header> headers, byte[] body, byte[] raw) {

    public Received {
        headers = List.copyOf(headers);
    }

    /** The target without its query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The query without its question mark, empty where there is none. */
    public String query() {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    /** The first field of this name, whatever its case. */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(each -> each.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }
}
