package dev.stoplock.gate.egress;

import dev.stoplock.core.effect.CredentialPlaces;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.wire.http1.Http1Response;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.ResponseHead;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends a judged request upstream and reads its answer.
 *
 * <p>Guarantees: the bytes sent are the judged head and body, in which nothing but explained
 * credentials was put in. A connection carries one request at a time, and one more only after an
 * answer that left it clean ({@link KeptLines}), so that no answer is taken for another's.
 */
final class Forwarder {

    static final int FAREWELL_MILLIS = 200;
    static final Refusal DOOR_SHUT =
            Refusal.of(
                    Refusal.Exit.POLICY,
                    "host.door-shut",
                    "the server was stopped before this left",
                    "see `stoplock log` for who stopped it");

    private final Credentials credentials;
    private final Dialer dialer;
    private final Latch latch;
    private final KeptLines kept;
    private final Returned returned;
    private final TokenReplies tokens;

    Forwarder(
            Credentials credentials,
            Dialer dialer,
            Latch latch,
            Returned returned,
            TokenReplies tokens) {
        this.credentials = credentials;
        this.dialer = dialer;
        this.latch = latch;
        this.kept = new KeptLines(latch);
        this.returned = returned;
        this.tokens = tokens;
    }

    /**
     * {@code atTheDoor} is run before anything of it can leave. A reply for which {@code share} has
     * no room is passed on as it comes. {@code spooled} holds the body where that is an upload.
     */
    Sent<Reply> forward(
            Exchange exchange,
            Judgement judgement,
            Runnable atTheDoor,
            BodyBudget.Share share,
            @Nullable Spooled spooled) {
        byte[] bytes;
        KeptLines.Line line;
        try {
            Exchange ready =
                    credentials.put(
                            judgement,
                            exchange.destination(),
                            puts -> CredentialPlaces.put(exchange, puts));
            bytes = Http1Writer.bytes(ready.head(), ready.body());
            KeptLines.Line waiting = kept.take(exchange.destination());
            line =
                    waiting == null
                            ? new KeptLines.Line(dialer.dial(exchange.destination()))
                            : waiting;
        } catch (Refused e) {
            return new Sent.NotAllowed<>(e.refusal());
        } catch (NotConnected e) {
            String sentence = String.valueOf(e.getMessage());
            boolean byRule = e.rule().value().startsWith("host.");
            return byRule
                    ? new Sent.NotAllowed<>(
                            new Refusal(
                                    e.rule(),
                                    sentence,
                                    "see `upstream` in stoplock.yaml",
                                    Refusal.Exit.FAILED))
                    : new Sent.Failed<>(sentence);
        } catch (Throwable e) {
            return new Sent.NotAllowed<>(
                    Refusal.of(
                            Refusal.Exit.FAILED,
                            "internal.error",
                            "a request could not be made ready or its destination not be reached ("
                                    + e.getClass().getSimpleName()
                                    + "); nothing of it was sent",
                            "see `stoplock log`"));
        }
        // Threat: a server is stopped while its request is judged or dialled for; it must stay here
        try {
            atTheDoor.run();
        } catch (Throwable e) {
            ended(line.dialled().socket(), line.dialled());
            throw e;
        }
        if (!letThrough(line)) {
            return notLetThrough(line.dialled());
        }
        After after = After.CLOSES;
        try {
            OutputStream out = line.dialled().socket().getOutputStream();
            out.write(bytes);
            out.flush();
            if (exchange.upload() != null) {
                Objects.requireNonNull(spooled).send(exchange.upload(), out);
            }
            Http1Response response = new Http1Response(exchange.head().method(), Long.MAX_VALUE);
            Sent<Reply> sent = answer(response, line, share, tokens.awaited(judgement));
            after = After.of(sent, response);
            return sent;
        } catch (IOException e) {
            return new Sent.Unknown<>(
                    "the connection was lost before an answer came: " + e.getMessage(),
                    line.hops());
        } finally {
            boolean open =
                    switch (after) {
                        case STREAMS -> true;
                        case WAITS -> kept.keep(exchange.destination(), line);
                        case CLOSES -> false;
                    };
            if (!open) {
                ended(line.dialled().socket(), line.dialled());
            }
        }
    }

    /** What becomes of a connection after an answer. */
    private enum After {
        STREAMS,
        WAITS,
        CLOSES;

        static After of(Sent<Reply> sent, Http1Response response) {
            return switch (sent) {
                case Sent.Streamed<Reply> streamed -> STREAMS;
                case Sent.Answered<Reply> answered -> response.leavesOpen() ? WAITS : CLOSES;
                case Sent.NotAllowed<Reply> not -> CLOSES;
                case Sent.Failed<Reply> failed -> CLOSES;
                case Sent.Unknown<Reply> unknown -> CLOSES;
            };
        }
    }

    /** One that waited is held by the latch since its first request. */
    private boolean letThrough(KeptLines.Line line) {
        Socket below = line.dialled().line();
        return line.isNew() ? latch.pass(below) : latch.holds(below);
    }

    private void ended(Socket socket, Dialer.Dialled dialled) {
        try (socket) {
            // closing waits for the peer's close_notify as long as a read would
            socket.setSoTimeout(FAREWELL_MILLIS);
        } catch (IOException e) {
            // what was to be sent and read is: how it closes is of no interest
            return;
        } finally {
            latch.done(dialled.line());
        }
    }

    private static Sent<Reply> notLetThrough(Dialer.Dialled dialled) {
        try {
            dialled.line().close();
        } catch (IOException e) {
            // nothing was written to it: whether it closes well is of no interest
            return new Sent.NotAllowed<>(DOOR_SHUT);
        }
        return new Sent.NotAllowed<>(DOOR_SHUT);
    }

    /** {@code awaited}: it is to be that of a token endpoint, which is looked at whole. */
    private Sent<Reply> answer(
            Http1Response response,
            KeptLines.Line line,
            BodyBudget.Share share,
            TokenReplies.@Nullable Awaited awaited)
            throws IOException {
        String hops = line.hops();
        Socket socket = line.dialled().socket();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[16 << 10];
        boolean ended = false;
        while (true) {
            switch (response.next(ended)) {
                case HttpStep.Response(var head, var body) -> {
                    return awaited == null
                            ? returned.whole(head, body, hops)
                            : returned.token(head, body, hops, tokens, awaited);
                }
                case HttpStep.Refused(var rule, var sentence) -> {
                    return new Sent.Unknown<>(sentence, hops);
                }
                case HttpStep.More more -> {
                    ResponseHead head = response.head();
                    if (head != null
                            && (ReplyStream.is(response, WireLimits.REPLY)
                                    || !share.reply(
                                            Math.max(response.announced(), response.held())))) {
                        share.reply(0);
                        if (awaited != null) {
                            return returned.withheld(
                                    head,
                                    hops,
                                    TokenReplies.refused("is streamed or too long").refusal());
                        }
                        Runnable done = () -> latch.done(line.dialled().line());
                        return returned.streamed(
                                head, new ReplyStream(response, socket, done), hops);
                    }
                    if (ended) {
                        return new Sent.Unknown<>(
                                "the connection was closed before the answer was whole", hops);
                    }
                    int n = in.read(buffer);
                    ended = n < 0;
                    response.feed(buffer, 0, Math.max(n, 0));
                }
                case HttpStep.WantsContinue step -> throw notOfAnAnswer();
                case HttpStep.WantsRoom step -> throw notOfAnAnswer();
                case HttpStep.Piece step -> throw notOfAnAnswer();
                case HttpStep.Request step -> throw notOfAnAnswer();
            }
        }
    }

    static IOException notOfAnAnswer() {
        return new IOException("an answer came as something that only a request can be");
    }
}
