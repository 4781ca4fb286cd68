package dev.stoplock.gate.egress;

import dev.stoplock.core.model.Destination;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Response;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.RequestHead;
import dev.stoplock.core.wire.http1.ResponseHead;
import dev.stoplock.gate.port.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/**
 * One GET request with a secret in a header, asked by a person about that secret itself, on the
 * gate's own way out.
 */
public final class Inquiry {

    private static final int REPLY_LIMIT = 1 << 20;

    private Inquiry() {}

    /** What an API answered. */
    public record Answer(ResponseHead head, byte[] body) {}

    /**
     * {@code scheme} stands before the secret in the header. Throws NotConnected where nothing was
     * sent, IOException where the answer cannot be read.
     */
    public static Answer ask(
            Dialer dialer,
            Destination destination,
            String target,
            String header,
            String scheme,
            Secret secret)
            throws NotConnected, IOException {
        String value = secret.reveal(Secret.Purpose.EGRESS);
        if (!value.matches("[\\x20-\\x7e]+")) {
            throw new IOException("the secret cannot stand in a header");
        }
        Fields fields =
                Fields.NONE
                        .with(header, scheme + value)
                        .with("accept", "application/json")
                        .with("user-agent", "stoplock");
        RequestHead head =
                Http1Writer.canonical(
                        new RequestHead("GET", target, fields), destination.host(), 0);
        try (Socket socket = dialer.dial(destination).socket()) {
            socket.getOutputStream().write(Http1Writer.bytes(head, new byte[0]));
            socket.getOutputStream().flush();
            return answer(socket.getInputStream());
        }
    }

    private static Answer answer(InputStream in) throws IOException {
        Http1Response response = new Http1Response("GET", REPLY_LIMIT);
        byte[] buffer = new byte[16 << 10];
        boolean ended = false;
        while (true) {
            switch (response.next(ended)) {
                case HttpStep.Response(ResponseHead head, byte[] body) -> {
                    return new Answer(head, body);
                }
                case HttpStep.More more -> {
                    if (ended) {
                        throw new IOException(
                                "the connection was closed before the answer was whole");
                    }
                    int n = in.read(buffer);
                    ended = n < 0;
                    response.feed(buffer, 0, Math.max(n, 0));
                }
                case HttpStep.Refused(var rule, var sentence) -> throw new IOException(sentence);
                case HttpStep.WantsContinue step -> throw Forwarder.notOfAnAnswer();
                case HttpStep.WantsRoom step -> throw Forwarder.notOfAnAnswer();
                case HttpStep.Piece step -> throw Forwarder.notOfAnAnswer();
                case HttpStep.Request step -> throw Forwarder.notOfAnAnswer();
            }
        }
    }
}
