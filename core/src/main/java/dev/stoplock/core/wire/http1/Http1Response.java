package dev.stoplock.core.wire.http1;

import org.jspecify.annotations.Nullable;

/**
 * Reads the one response to one request (RFC 9112), skipping interim ones. Framing rules are as
 * strict as for requests.
 */
public final class Http1Response {

    private static final int MOST_INTERIM = 16;

    private final boolean toHead;
    private final int bodyLimit;
    private final Input input = new Input();
    private @Nullable ResponseHead head;
    private @Nullable Body body;
    private int interim;

    /** {@code requestMethod} decides whether a body follows; {@code bodyLimit} is in bytes. */
    public Http1Response(String requestMethod, int bodyLimit) {
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

    private HttpStep.@Nullable Refused start(byte[] bytes) {
        Heads.Head read = Heads.read(bytes, bytes.length);
        String line = read.startLine();
        if (read.wrong() != null || !line.matches("HTTP/1\\.1 [1-5][0-9][0-9]( .*)?")) {
            String reason =
                    read.wrong() == null
                            ? "its first line is no HTTP/1.1 status line"
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
        head =
                new ResponseHead(
                        status, line.length() > 13 ? line.substring(13) : "", read.fields());
        body =
                new Body(
                        bodiless
                                ? new Framing.None()
                                : Framing.of(read.fields(), new Framing.UntilClose()),
                        bodyLimit);
        return null;
    }
}
