package dev.stoplock.gate.egress;

import dev.stoplock.core.wire.http1.Http1Response;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.ResponseHead;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The body of a reply that is passed on as it comes: server-sent events, lines of JSON, and
 * whatever is longer than what is judged whole. Its connection stays open until it is closed.
 */
final class ReplyStream implements Closeable {

    /** Between two events; many APIs send something each half minute. */
    private static final int QUIET_MILLIS = 600_000;

    private final Http1Response response;
    private final Socket socket;
    private final Runnable done;
    private boolean over;

    /** {@code done} is run once the connection is not used any more. */
    ReplyStream(Http1Response response, Socket socket, Runnable done) {
        this.response = response;
        this.socket = socket;
        this.done = done;
    }

    /** Whether a reply is one to pass on in pieces, as far as it has come. */
    static boolean is(Http1Response response, int judged) {
        ResponseHead head = response.head();
        if (head == null) {
            return false;
        }
        String type = String.valueOf(head.fields().only("content-type")).toLowerCase(Locale.ROOT);
        return type.matches(
                        "(text/event-stream|application/(x-)?(ndjson|jsonl|stream\\+json|json-seq))\\s*(;.*)?")
                || response.announced() > judged
                || response.held() > judged;
    }

    /**
     * The next bytes, at least one; null at the end. Throws where the reply breaks off or has no
     * single reading.
     */
    byte @Nullable [] next() throws IOException {
        byte[] first = response.taken();
        if (first.length > 0) {
            return first;
        }
        if (over) {
            return null;
        }
        socket.setSoTimeout(QUIET_MILLIS);
        byte[] buffer = new byte[16 << 10];
        boolean ended = false;
        while (true) {
            switch (response.next(ended)) {
                case HttpStep.Response(ResponseHead head, byte[] last) -> {
                    over = true;
                    return last.length == 0 ? null : last;
                }
                case HttpStep.Refused(var rule, var sentence) -> throw new IOException(sentence);
                case HttpStep.More more -> {
                    byte[] piece = response.taken();
                    if (piece.length > 0) {
                        return piece;
                    }
                    if (ended) {
                        throw new IOException(
                                "the connection was closed before the reply was whole");
                    }
                    int n = socket.getInputStream().read(buffer);
                    ended = n < 0;
                    response.feed(buffer, 0, Math.max(n, 0));
                }
                case HttpStep.WantsContinue step -> throw Forwarder.notOfAnAnswer();
                case HttpStep.WantsRoom step -> throw Forwarder.notOfAnAnswer();
                case HttpStep.Piece step -> throw Forwarder.notOfAnAnswer();
                case HttpStep.Request step -> throw Forwarder.notOfAnAnswer();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (Socket last = socket) {
            last.setSoTimeout(Forwarder.FAREWELL_MILLIS);
        } finally {
            done.run();
        }
    }
}
