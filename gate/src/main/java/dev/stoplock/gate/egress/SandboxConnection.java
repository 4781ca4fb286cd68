package dev.stoplock.gate.egress;

import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.effect.Upload;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.RequestHead;
import dev.stoplock.core.wire.http1.RequestReader;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One captured connection, from its original destination to its last reply. */
final class SandboxConnection {

    private static final Duration IDLE = Duration.ofMinutes(2);
    private static final Duration MAIL_IDLE = Duration.ofMinutes(5);
    private static final Duration MAILBOX_IDLE = Duration.ofMinutes(30);

    /** What a body may take up: coded, and decoded beside it. */
    private static final long MOST_ROOM = 2L * WireLimits.REQUEST;

    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final Destination destination;
    private final Set<Destination> granted;
    private final Handshakes handshakes;
    private final IntFunction<RequestReader> wire;
    private final ExchangeDesk desk;
    private final Ways ways;
    private final BodyBudget budget;
    private final UploadDesk uploads;

    SandboxConnection(
            SocketChannel channel,
            Destination destination,
            Set<Destination> granted,
            Handshakes handshakes,
            IntFunction<RequestReader> wire,
            ExchangeDesk desk,
            Ways ways,
            BodyBudget budget,
            UploadDesk uploads) {
        this.channel = channel;
        this.destination = destination;
        this.granted = granted;
        this.handshakes = handshakes;
        this.wire = wire;
        this.desk = desk;
        this.ways = ways;
        this.budget = budget;
        this.uploads = uploads;
    }

    /** Serves until either side is done; the caller closes the channel. */
    void serve() throws IOException, Refused {
        if (ways.isUnread(destination)) {
            ways.unread(destination, desk).serve(channel);
            return;
        }
        if (!granted.contains(destination)
                && !desk.admits(contact(), "connect", destination.toString())) {
            reset();
            return;
        }
        try {
            speak();
        } catch (SocketTimeoutException e) {
            // an idle connection of a client that keeps it for later: it holds nothing that is
            // under way
            reset();
        } catch (SniMismatch e) {
            refuse(
                    e.rule(),
                    "a connection to " + destination + " names another host in its TLS hello");
            reset();
        } catch (SSLException e) {
            Trust.Broken why = Trust.broken(e);
            refuse(why.rule(), "a connection to " + destination + " " + why.sentence());
            reset();
        }
    }

    private void speak() throws IOException, Refused {
        ServerLine line = new ServerLine(channel, destination, handshakes, idle());
        switch (Spoken.with(destination)) {
            case HTTP -> underBudget(line);
            case HTTPS -> {
                line.secure();
                underBudget(line);
            }
            case SMTP, SMTPS ->
                    new SmtpConnection(destination, line, desk, ways.smtp(destination), budget)
                            .serve();
            case IMAP, IMAPS ->
                    new ImapConnection(destination, line, desk, ways.imap(destination)).serve();
        }
        line.close();
    }

    /** A mail client keeps its connection for longer (RFC 5321, 4.5.3.2.7; RFC 9051, 5.4). */
    private Duration idle() {
        return switch (Spoken.with(destination)) {
            case HTTP, HTTPS -> IDLE;
            case SMTP, SMTPS -> MAIL_IDLE;
            case IMAP, IMAPS -> MAILBOX_IDLE;
        };
    }

    private Reading contact() {
        Atom host = Atom.destination("host", Role.HOST, destination.toString());
        return new Reading.Effects(
                List.of(new Effect.Contact(destination, "connect", List.of(host))));
    }

    private void underBudget(ServerLine line) throws IOException {
        try (BodyBudget.Share share = budget.share();
                UploadIntake intake = uploads.intake()) {
            requests(line, share, intake);
        }
    }

    private void requests(ServerLine line, BodyBudget.Share share, UploadIntake intake)
            throws IOException {
        RequestReader requests = wire.apply(WireLimits.REQUEST);
        byte[] buffer = new byte[16 << 10];
        while (true) {
            switch (requests.next()) {
                case HttpStep.More more -> {
                    int n = line.read(buffer);
                    if (n < 0) {
                        if (requests.isMidway()) {
                            refuse(
                                    new RuleId("wire.cut-short"),
                                    "a request to " + destination + " ended before it was whole");
                        }
                        return;
                    }
                    requests.feed(buffer, 0, n);
                }
                case HttpStep.WantsContinue wants -> line.write(CONTINUE);
                case HttpStep.WantsRoom(RequestHead head, long bytes) -> {
                    HttpStep.Refused no = room(head, bytes, requests, share, intake);
                    if (no != null) {
                        turnedAway(no.rule(), no.sentence(), line);
                        line.drain();
                        return;
                    }
                }
                case HttpStep.Piece(byte[] bytes) -> {
                    HttpStep.Refused no = intake.add(bytes);
                    if (no != null) {
                        turnedAway(no.rule(), no.sentence(), line);
                        line.drain();
                        return;
                    }
                }
                case HttpStep.Request(RequestHead head, byte[] body) -> {
                    HttpStep.Refused no = intake.isUnderWay() ? intake.end(body) : null;
                    if (no != null) {
                        turnedAway(no.rule(), no.sentence(), line);
                        return;
                    }
                    share.request(body.length);
                    if (!answered(head, handle(head, body, share, intake), line)) {
                        return;
                    }
                    share.close();
                    intake.close();
                }
                case HttpStep.Refused(RuleId rule, String sentence) -> {
                    turnedAway(rule, sentence, line);
                    return;
                }
                case HttpStep.Response response ->
                        throw new IOException("a request cannot be a response");
            }
        }
    }

    /** Why a body is not taken, or null where it is: into memory, or onto the disk. */
    private HttpStep.@Nullable Refused room(
            RequestHead head,
            long bytes,
            RequestReader requests,
            BodyBudget.Share share,
            UploadIntake intake) {
        if (UploadDesk.isOne(head, destination, bytes)) {
            share.close();
            return intake.begin(requests, bytes);
        }
        // what is over the limit is refused in the next step: no room for that
        return bytes > MOST_ROOM || share.request(bytes)
                ? null
                : new HttpStep.Refused(BodyBudget.RULE, budget.sentence());
    }

    private void turnedAway(RuleId rule, String sentence, ServerLine line) throws IOException {
        refuse(rule, sentence);
        Reply reply = Reply.refused(rule, sentence, true);
        line.write(Http1Writer.bytes(reply.head(), reply.body(), false, true));
    }

    /** False where the connection ends with this reply. */
    private static boolean answered(RequestHead head, Reply reply, ServerLine line)
            throws IOException {
        PassedOn rest = reply.rest();
        if (rest != null) {
            return passedOn(reply, rest, line) && !isLast(head);
        }
        boolean toHead = head.method().equals("HEAD");
        boolean last = reply.last() || isLast(head);
        line.write(Http1Writer.bytes(reply.head(), reply.body(), toHead, last));
        return !last;
    }

    /**
     * Whether the client asked for the connection's end after this answer (RFC 9112, section 9.6):
     * some read to that end.
     */
    private static boolean isLast(RequestHead head) {
        return head.fields().all("connection").stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .anyMatch(option -> option.strip().equalsIgnoreCase("close"));
    }

    /**
     * Passes a reply on as it comes, in chunks. False where it was cut off: then the connection
     * ends without its last chunk, so that nobody takes it for whole.
     */
    private static boolean passedOn(Reply reply, PassedOn rest, ServerLine line)
            throws IOException {
        try (rest) {
            line.write(Http1Writer.chunkedHead(reply.head()));
            byte[] piece;
            while ((piece = piece(rest)) != null) {
                if (piece.length > 0) {
                    line.write(Http1Writer.chunk(piece));
                }
            }
        }
        if (rest.isCut()) {
            return false;
        }
        line.write(Http1Writer.lastChunk());
        return true;
    }

    private static byte @Nullable [] piece(PassedOn rest) {
        try {
            return rest.next();
        } catch (IOException e) {
            // the stream knows why, and its outcome says so
            return null;
        }
    }

    private Reply handle(
            RequestHead head, byte[] body, BodyBudget.Share share, UploadIntake intake) {
        String host = head.fields().only("host");
        String name = destination.host();
        if (host == null
                || !(host.equalsIgnoreCase(name)
                        || host.equalsIgnoreCase(name + ":" + destination.port()))) {
            RuleId rule = new RuleId("wire.host-mismatch");
            String sentence = "a request on a connection to " + destination + " names another Host";
            refuse(rule, sentence);
            return Reply.refused(rule, sentence, true);
        }
        Upload upload = intake.whole();
        long length = upload == null ? body.length : upload.length();
        RequestHead canonical = Http1Writer.canonical(head, destination.authority(), length);
        byte[] held = upload == null ? body : new byte[0];
        Exchange exchange = new Exchange(destination, canonical, held, upload);
        return desk.handle(ways.http().passage(exchange, share, intake.spooled()));
    }

    private void refuse(RuleId rule, String sentence) {
        desk.admits(new Reading.Unreadable(rule, sentence), "unreadable", destination.toString());
    }

    private void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
}
