package dev.stoplock.core.wire.http1;

import org.jspecify.annotations.Nullable;

/**
 * Reads the one response to one request (RFC 9112, also of HTTP/1.0), skipping interim ones.
 * Framing rules are as strict as for requests, save what has one reading for every reader of a
 * connection that carries one reply: lengths said twice alike, blanks after a chunk size, trailers
 * (dropped unread).
 */
public final class Http1Response {

    private static final int MOST_INTERIM = 16;

    private final boolean toHead;
    private final long bodyLimit;
    private final Input input = new Input();
    private @Nullable ResponseHead head;
    private @Nullable Body body;
    private boolean framed;
    private int interim;
    private boolean leavesOpen;

    /** {@code requestMethod} decides whether a body follows; {@code bodyLimit} is in bytes. */
    public Http1Response(String requestMethod, long bodyLimit) {
        this.toHead = requestMethod.equals("HEAD");
        this.bodyLimit = bodyLimit;
    }

    public void feed(byte[] bytes, int offset, int length) {
        input.add(bytes, offset, length);
    }

    /** What the bytes so far amount to; {@code ended} says that the peer has closed. */
    public HttpStep next(boolean ended) {
        while (head == null) {
            int end = input.headEnd();
            if (end < 0 || end > Heads.LONGEST) {
                return input.available() > Heads.LONGEST
                        ? HttpStep.Refused.of(
                                "wire.reply-head",
                                "the reply's head is over " + Heads.LONGEST + " bytes")
                        : new HttpStep.More();
            }
            HttpStep.Refused no = start(input.take(end));
            input.take(4);
            if (no != null) {
                return no;
            }
        }
        Body reading = java.util.Objects.requireNonNull(body);
        reading.take(input, ended);
        if (reading.wrong() != null) {
            return HttpStep.Refused.of(
                    "wire.reply-framing",
                    "the reply cannot be read in exactly one way: " + reading.wrong());
        }
        return reading.done()
                ? new HttpStep.Response(java.util.Objects.requireNonNull(head), reading.bytes())
                : new HttpStep.More();
    }

    /** The reply's head, as soon as it is there. */
    public @Nullable ResponseHead head() {
        return head;
    }

    /** How many bytes of the body are held. */
    public int held() {
        return body == null ? 0 : body.held();
    }

    /** How long the body will be, where the head says so; else -1. */
    public long announced() {
        return body == null ? -1 : body.announced();
    }

    /**
     * What has come of the body since the last time, for whoever passes it on in pieces: the last
     * step then holds the last piece only.
     */
    public byte[] taken() {
        return body == null ? new byte[0] : body.bytes();
    }

    private HttpStep.@Nullable Refused start(byte[] bytes) {
        Heads.Head read = Heads.ofReply(bytes);
        String line = read.startLine();
        if (read.wrong() != null || !line.matches("(?s)HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            String reason =
                    read.wrong() == null
                            ? "its first line is no status line of HTTP/1.1 or 1.0"
                            : read.wrong();
            return HttpStep.Refused.of(
                    "wire.reply-framing", "the reply cannot be read in exactly one way: " + reason);
        }
        int status = Integer.parseInt(line.substring(9, 12));
        if (status == 101) {
            return HttpStep.Refused.of("wire.upgrade", "the reply leaves HTTP/1.1 (101)");
        }
        if (status < 200) {
            interim++;
            return interim > MOST_INTERIM
                    ? HttpStep.Refused.of(
                            "wire.reply-framing",
                            "over " + MOST_INTERIM + " interim replies came before the reply")
                    : null;
        }
        boolean bodiless = toHead || status == 204 || status == 304;
        boolean old = line.startsWith("HTTP/1.0");
        Framing framing = bodiless ? new Framing.None() : Framing.ofReply(read.fields(), old);
        head =
                new ResponseHead(
                        status, line.length() > 13 ? line.substring(13) : "", read.fields());
        body = new Body(framing, bodyLimit, true);
        framed =
                !old
                        && interim == 0
                        && switch (framing) {
                            case Framing.Length length ->
                                    read.fields().all("content-length").size() == 1;
                            case Framing.Chunked chunked -> true;
                            case Framing.None none -> false;
                            case Framing.UntilClose until -> false;
                            case Framing.Ambiguous ambiguous -> false;
                        };
        return null;
    }

    /**
     * Whether the connection may carry another request after this reply: as RFC 9112, 9.3 says, and
     * only where the reply was read whole, its body said its own end, no interim reply came before
     * it and nothing stands behind it.
     */
    public boolean leavesOpen() {
        return framed
                && head != null
                && body != null
                && body.done()
                && input.available() == 0
                && head.fields().all("connection").stream()
                        .allMatch(value -> value.strip().equalsIgnoreCase("keep-alive"));
    }
}
