package dev.stoplock.core.wire.http1;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the requests of one connection (RFC 9112), one after the other. Only what has a single
 * reading passes: HTTP/1.1, a target in origin form (or in absolute form, if it agrees with Host),
 * one Host, one framing, a body that is plain or one gzip or deflate of it, no upgrade.
 */
public final class Http1Requests implements RequestReader {

    /**
     * What may stand in a path and a query (RFC 3986, 3.3 and 3.4), and what clients send besides;
     * no fragment, no backslash.
     */
    private static final String TARGET = "[A-Za-z0-9._~!$&'()*+,;=:@/?%{}|\\[\\]^`-]+";

    private static final Pattern ABSOLUTE =
            Pattern.compile("(?i)https?://([^/?#@\\\\]{1,300})((?:[/?].*)?)");

    private static final byte HANDSHAKE = 22;

    /** A body up to this size is held without asking for room. */
    public static final int SMALL = 64 << 10;

    /** What deflate makes of one byte at most (zlib: 1032), rounded up. */
    private static final long MOST_INFLATED = 1_040;

    private final int bodyLimit;
    private final boolean asks;
    private final Input input = new Input();
    private @Nullable RequestHead head;
    private @Nullable Body body;
    private HttpStep.@Nullable Refused refused;
    private boolean continued;
    private long room;
    private boolean inPieces;

    /**
     * {@code bodyLimit} is in bytes; a longer body is refused, never cut. It asks for no room, for
     * whoever reads one connection.
     */
    public Http1Requests(int bodyLimit) {
        this(bodyLimit, false);
    }

    private Http1Requests(int bodyLimit, boolean asks) {
        this.bodyLimit = bodyLimit;
        this.asks = asks;
    }

    /** One that asks for room before a body takes up more than {@code SMALL} bytes. */
    public static Http1Requests asking(int bodyLimit) {
        return new Http1Requests(bodyLimit, true);
    }

    @Override
    public void feed(byte[] bytes, int offset, int length) {
        input.add(bytes, offset, length);
    }

    @Override
    public boolean isMidway() {
        return head != null || input.available() > 0;
    }

    @Override
    public void inPieces(long limit) {
        RequestHead asked = head;
        Body reading = body;
        if (asked == null || reading == null || isCoded(asked)) {
            throw new IllegalStateException("there is no body here to take in pieces");
        }
        reading.limit(limit);
        inPieces = true;
    }

    private static boolean isCoded(RequestHead head) {
        return head.fields().all("content-encoding").stream()
                .anyMatch(coding -> !coding.equalsIgnoreCase("identity"));
    }

    @Override
    public HttpStep next() {
        if (refused != null) {
            return refused;
        }
        HttpStep step = advance();
        if (step instanceof HttpStep.Refused no) {
            refused = no;
        }
        return step;
    }

    private HttpStep advance() {
        if (head == null) {
            // whoever begins TLS here (RFC 8446, 5.1) would wait for an answer to it
            if (input.available() > 0 && input.peek() == HANDSHAKE) {
                return notHttp();
            }
            int end = input.headEnd();
            if (end < 0) {
                return input.available() > Heads.LONGEST
                        ? HttpStep.Refused.of(
                                "wire.head-too-long",
                                "a request head is over " + Heads.LONGEST + " bytes")
                        : new HttpStep.More();
            }
            if (end > Heads.LONGEST) {
                return HttpStep.Refused.of(
                        "wire.head-too-long", "a request head is over " + Heads.LONGEST + " bytes");
            }
            HttpStep.Refused no = start(input.take(end));
            input.take(4);
            if (no != null) {
                return no;
            }
        }
        RequestHead current = java.util.Objects.requireNonNull(head);
        Body reading = java.util.Objects.requireNonNull(body);
        HttpStep.WantsRoom wants = wantsRoom(current, reading, false);
        if (wants != null) {
            return wants;
        }
        reading.take(input, false);
        String wrong = reading.wrong();
        if (wrong != null) {
            String rule = wrong.contains("over") ? "wire.body-too-long" : "wire.framing";
            return HttpStep.Refused.of(
                    rule, "a request cannot be read in exactly one way: " + wrong);
        }
        wants = wantsRoom(current, reading, reading.done());
        if (wants != null) {
            return wants;
        }
        if (reading.done()) {
            head = null;
            body = null;
            continued = false;
            room = 0;
            inPieces = false;
            return whole(current, reading.bytes());
        }
        if (inPieces && reading.held() > 0) {
            return new HttpStep.Piece(reading.bytes());
        }
        if (current.fields().has("expect") && !continued) {
            continued = true;
            return new HttpStep.WantsContinue();
        }
        return new HttpStep.More();
    }

    /**
     * What there is no room for yet, or null. Threat: memory; a body that is coded is made longer
     * only once there is room for the most that it can come to.
     */
    private HttpStep.@Nullable WantsRoom wantsRoom(
            RequestHead current, Body reading, boolean done) {
        if (!asks || inPieces) {
            return null;
        }
        long least = Math.max(reading.announced(), reading.held());
        if (done && isCoded(current)) {
            least += Math.min(bodyLimit, least * MOST_INFLATED);
        }
        if (least <= Math.max(room, SMALL)) {
            return null;
        }
        boolean known = done || reading.announced() >= 0;
        room = known ? least : Math.max(least, Math.min(2 * least, bodyLimit));
        return new HttpStep.WantsRoom(current, room);
    }

    private HttpStep whole(RequestHead current, byte[] bytes) {
        List<String> codings = current.fields().all("content-encoding");
        ContentCoding.Decoded decoded = ContentCoding.decode(codings, bytes, bodyLimit);
        return decoded.rule() == null
                ? new HttpStep.Request(current, decoded.body())
                : HttpStep.Refused.of(
                        decoded.rule(),
                        "a request cannot be read in exactly one way: " + decoded.wrong());
    }

    private static HttpStep.Refused notHttp() {
        return HttpStep.Refused.of(
                "wire.not-http", "what was sent does not start as an HTTP/1.1 request");
    }

    private HttpStep.@Nullable Refused start(byte[] bytes) {
        Heads.Head read = Heads.read(bytes, bytes.length);
        if (read.wrong() != null) {
            return HttpStep.Refused.of(
                    "wire.framing", "a request cannot be read in exactly one way: " + read.wrong());
        }
        String[] parts = read.startLine().split(" ", -1);
        if (read.startLine().equals("PRI * HTTP/2.0")) {
            return HttpStep.Refused.of(
                    "wire.http2",
                    "a client speaks HTTP/2 unasked; the gate agrees on HTTP/1.1 only");
        }
        if (parts.length != 3 || !parts[0].matches("[A-Z]{1,20}") || !parts[2].equals("HTTP/1.1")) {
            return notHttp();
        }
        if (parts[0].equals("CONNECT")) {
            return HttpStep.Refused.of(
                    "wire.connect", "a CONNECT request would carry bytes that nobody reads");
        }
        Fields fields = read.fields();
        if (fields.only("host") == null) {
            return HttpStep.Refused.of("wire.host", "a request does not name exactly one Host");
        }
        String target = originForm(parts[1], fields.only("host") + "");
        if (!target.startsWith("/")
                || target.startsWith("//")
                || !target.matches(TARGET)
                || !percentsAreWhole(target)) {
            return HttpStep.Refused.of(
                    "wire.target",
                    "a request target is not in plain origin form, or names another host than Host");
        }
        if (fields.has("upgrade") || fields.has("http2-settings")) {
            return HttpStep.Refused.of(
                    "wire.upgrade",
                    "a request asks to leave HTTP/1.1 (Upgrade"
                            + protocol(fields.all("upgrade"))
                            + "); what came after it nobody would read");
        }
        String coded = ContentCoding.refusal(fields.all("content-encoding"));
        if (coded != null) {
            return HttpStep.Refused.of("wire.content-encoding", "a request body " + coded);
        }
        String expect = fields.only("expect");
        if (fields.has("expect") && (expect == null || !expect.equalsIgnoreCase("100-continue"))) {
            return HttpStep.Refused.of("wire.expect", "a request expects something unknown");
        }
        if (fields.has("trailer")) {
            return HttpStep.Refused.of("wire.framing", "a request announces trailer fields");
        }
        head = new RequestHead(parts[0], target, fields);
        body = new Body(Framing.of(fields, new Framing.None()), bodyLimit, false);
        return null;
    }

    /**
     * The origin form of a target in absolute form (RFC 9112, 3.2.2) whose authority is the Host;
     * any other target as it is.
     */
    private static String originForm(String target, String host) {
        Matcher absolute = ABSOLUTE.matcher(target);
        if (!absolute.matches() || !absolute.group(1).equalsIgnoreCase(host)) {
            return target;
        }
        String rest = absolute.group(2);
        return rest.isEmpty() || rest.startsWith("?") ? "/" + rest : rest;
    }

    private static String protocol(List<String> upgrade) {
        String first = upgrade.isEmpty() ? "" : upgrade.getFirst().toLowerCase(Locale.ROOT);
        return switch (first) {
            case "websocket" -> ": a WebSocket";
            case "h2c" -> ": HTTP/2";
            default -> "";
        };
    }

    private static boolean percentsAreWhole(String target) {
        for (int i = target.indexOf('%'); i >= 0; i = target.indexOf('%', i + 1)) {
            if (i + 2 >= target.length()
                    || Character.digit(target.charAt(i + 1), 16) < 0
                    || Character.digit(target.charAt(i + 2), 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
