package dev.stoplock.gate.egress;

import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.model.Atom;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Effect;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Role;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.RequestHead;
import dev.stoplock.core.wire.http1.RequestReader;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** One captured connection, from its original destination to its last reply. */
final class SandboxConnection {

    /** A mail of 10 MB with its attachments in base64, and room for the rest. */
    private static final int BODY_LIMIT = 16 << 20;

    private static final Duration IDLE = Duration.ofMinutes(2);
    private static final Duration FAREWELL = Duration.ofMillis(200);
    private static final byte[] CONTINUE =
            "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final Destination destination;
    private final Set<Destination> granted;
    private final Handshakes handshakes;
    private final IntFunction<RequestReader> wire;
    private final ExchangeDesk desk;

    SandboxConnection(
            SocketChannel channel,
            Destination destination,
            Set<Destination> granted,
            Handshakes handshakes,
            IntFunction<RequestReader> wire,
            ExchangeDesk desk) {
        this.channel = channel;
        this.destination = destination;
        this.granted = granted;
        this.handshakes = handshakes;
        this.wire = wire;
        this.desk = desk;
    }

    /** Serves until either side is done; the caller closes the channel. */
    void serve() throws IOException, Refused {
        if (!granted.contains(destination)
                && !desk.admits(contact(), "connect", destination.toString())) {
            reset();
            return;
        }
        try {
            SSLSocket socket = secured();
            socket.setSoTimeout((int) IDLE.toMillis());
            requests(socket.getInputStream(), socket.getOutputStream());
            // closing waits for the peer's close_notify as long as a read would
            socket.setSoTimeout((int) FAREWELL.toMillis());
            socket.close();
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
            refuse(
                    new RuleId("wire.not-tls"),
                    "a connection to " + destination + " could not be read as TLS");
            reset();
        }
    }

    /**
     * However a handshake fails, it is told: a server that cannot speak to anyone is not silent.
     */
    private SSLSocket secured() throws IOException, Refused {
        try {
            return handshakes.accept(channel, destination.host()).socket();
        } catch (SSLException | SniMismatch e) {
            throw e;
        } catch (IOException e) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "wire.not-tls",
                    "a connection to " + destination + " was lost in its TLS handshake",
                    "see what the server does: stoplock log");
        }
    }

    private Reading contact() {
        Atom host = Atom.destination("host", Role.HOST, destination.toString());
        return new Reading.Effects(
                List.of(new Effect.Contact(destination, "connect", List.of(host))));
    }

    private void requests(InputStream in, OutputStream out) throws IOException {
        RequestReader requests = wire.apply(BODY_LIMIT);
        byte[] buffer = new byte[16 << 10];
        while (true) {
            switch (requests.next()) {
                case HttpStep.More more -> {
                    int n = in.read(buffer);
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
                case HttpStep.WantsContinue wants -> out.write(CONTINUE);
                case HttpStep.Request(RequestHead head, byte[] body) -> {
                    Reply reply = handle(head, body);
                    out.write(
                            Http1Writer.bytes(
                                    reply.head(),
                                    reply.body(),
                                    head.method().equals("HEAD"),
                                    reply.last()));
                    out.flush();
                    if (reply.last()) {
                        return;
                    }
                }
                case HttpStep.Refused(RuleId rule, String sentence) -> {
                    refuse(rule, sentence);
                    Reply reply = Reply.refused(rule, sentence, true);
                    out.write(Http1Writer.bytes(reply.head(), reply.body(), false, true));
                    out.flush();
                    return;
                }
                case HttpStep.Response response ->
                        throw new IOException("a request cannot be a response");
            }
        }
    }

    private Reply handle(RequestHead head, byte[] body) {
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
        String authority =
                destination.port() == Destination.HTTPS ? name : name + ":" + destination.port();
        return desk.handle(
                new Exchange(
                        destination, Http1Writer.canonical(head, authority, body.length), body));
    }

    private void refuse(RuleId rule, String sentence) {
        desk.admits(new Reading.Unreadable(rule, sentence), "unreadable", destination.toString());
    }

    private void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
}
