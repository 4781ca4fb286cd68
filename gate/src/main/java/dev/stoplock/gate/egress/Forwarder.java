package dev.stoplock.gate.egress;

import dev.stoplock.core.contract.Explained;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.model.Explanation;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Response;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.RequestHead;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secret;
import dev.stoplock.gate.port.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;

/**
 * Sends a judged request upstream and reads its answer.
 *
 * <p>Guarantees: the bytes sent are the judged head and body, in which nothing but explained
 * credentials was put in. One connection per request, so that no answer can be taken for another's.
 */
final class Forwarder {

    private static final int FAREWELL_MILLIS = 200;
    private static final int REPLY_LIMIT = 16 << 20;
    private static final Refusal DOOR_SHUT =
            Refusal.of(
                    Refusal.Exit.POLICY,
                    "host.door-shut",
                    "the server was stopped before this left",
                    "see `stoplock log` for who stopped it");

    private final InstanceId instance;
    private final Secrets secrets;
    private final Dialer dialer;
    private final Latch latch;

    Forwarder(InstanceId instance, Secrets secrets, Dialer dialer, Latch latch) {
        this.instance = instance;
        this.secrets = secrets;
        this.dialer = dialer;
        this.latch = latch;
    }

    /** {@code atTheDoor} is run before anything of it can leave. */
    Sent forward(Exchange exchange, Judgement judgement, Runnable atTheDoor) {
        byte[] bytes;
        Dialer.Dialled dialled;
        Socket connected;
        try {
            bytes = Http1Writer.bytes(withCredentials(exchange, judgement), exchange.body());
            dialled = dialer.dial(exchange.destination());
            connected = dialled.socket();
        } catch (Refused e) {
            return new Sent.NotAllowed(e.refusal());
        } catch (NotConnected e) {
            String sentence = String.valueOf(e.getMessage());
            boolean byRule = e.rule().value().startsWith("host.");
            return byRule
                    ? new Sent.NotAllowed(
                            new Refusal(
                                    e.rule(),
                                    sentence,
                                    "see `upstream` in stoplock.yaml",
                                    Refusal.Exit.FAILED))
                    : new Sent.Failed(sentence);
        } catch (Throwable e) {
            return new Sent.NotAllowed(
                    Refusal.of(
                            Refusal.Exit.FAILED,
                            "internal.error",
                            "a request could not be made ready or its destination not be reached ("
                                    + e.getClass().getSimpleName()
                                    + "); nothing of it was sent",
                            "see `stoplock log`"));
        }
        // Threat: a server is stopped while its request is judged or dialled for; it must stay here
        atTheDoor.run();
        if (!latch.pass(dialled.line())) {
            return notLetThrough(dialled);
        }
        try (Socket socket = connected) {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            Sent sent = answer(exchange.head().method(), socket.getInputStream(), dialled.hops());
            // closing waits for the peer's close_notify as long as a read would
            socket.setSoTimeout(FAREWELL_MILLIS);
            return sent;
        } catch (IOException e) {
            return new Sent.Unknown(
                    "the connection was lost before an answer came: " + e.getMessage(),
                    dialled.hops());
        } finally {
            latch.done(dialled.line());
        }
    }

    private static Sent notLetThrough(Dialer.Dialled dialled) {
        try {
            dialled.line().close();
        } catch (IOException e) {
            // nothing was written to it: whether it closes well is of no interest
            return new Sent.NotAllowed(DOOR_SHUT);
        }
        return new Sent.NotAllowed(DOOR_SHUT);
    }

    private static Sent answer(String method, InputStream in, String hops) throws IOException {
        Http1Response response = new Http1Response(method, REPLY_LIMIT);
        byte[] buffer = new byte[16 << 10];
        boolean ended = false;
        while (true) {
            switch (response.next(ended)) {
                case HttpStep.Response(var head, var body) -> {
                    return new Sent.Answered(head, body, hops);
                }
                case HttpStep.Refused(var rule, var sentence) -> {
                    return new Sent.Unknown(sentence, hops);
                }
                case HttpStep.More more -> {
                    if (ended) {
                        return new Sent.Unknown(
                                "the connection was closed before the answer was whole", hops);
                    }
                    int n = in.read(buffer);
                    ended = n < 0;
                    response.feed(buffer, 0, Math.max(n, 0));
                }
                case HttpStep.WantsContinue step ->
                        throw new IOException("an answer cannot wait for a continue");
                case HttpStep.Request step ->
                        throw new IOException("an answer cannot be a request");
            }
        }
    }

    private RequestHead withCredentials(Exchange exchange, Judgement judgement) throws Refused {
        Map<String, Secret> byField = new HashMap<>();
        Map<String, String> presented = new HashMap<>();
        for (Judgement.Judged judged : judgement.effects()) {
            for (Explained.Item item : judged.explained().items()) {
                if (item.explanation() instanceof Explanation.Secret) {
                    SecretGrant grant =
                            secrets.issued(instance, item.atom().value(), exchange.destination());
                    if (grant != null) {
                        String field = item.atom().path().substring("header/".length());
                        byField.put(field, secrets.secret(instance, grant));
                        presented.put(field, item.atom().value());
                    }
                }
            }
        }
        Fields fields = Fields.NONE;
        for (Fields.Field field : exchange.head().fields().list()) {
            Secret secret = byField.get(field.name());
            String placeholder = presented.getOrDefault(field.name(), "");
            String value =
                    secret == null
                            ? field.value()
                            : field.value()
                                    .replace(placeholder, secret.reveal(Secret.Purpose.EGRESS));
            fields = fields.with(field.name(), value);
        }
        return new RequestHead(exchange.head().method(), exchange.head().target(), fields);
    }
}
