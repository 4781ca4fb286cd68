package dev.stoplock.gate.rehearse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.Http1Requests;
import dev.stoplock.core.wire.http1.Http1Writer;
import dev.stoplock.core.wire.http1.HttpStep;
import dev.stoplock.core.wire.http1.ResponseHead;
import dev.stoplock.gate.egress.WireLimits;

/** Answers one HTTP/1.1 request as the stand-in of a destination. */
final class HttpStandIn implements StandInLine.Peer {

    private final Destination destination;
    private final Witness witness;
    private final Http1Requests requests = new Http1Requests(WireLimits.REQUEST);

    HttpStandIn(Destination destination, Witness witness) {
        this.destination = destination;
        this.witness = witness;
    }

    @Override
    public byte[] answer(byte[] written) {
        requests.feed(written, 0, written.length);
        return switch (requests.next()) {
            case HttpStep.Request(var head, byte[] body) -> {
                Replies.Reply reply = witness.replied(new Exchange(destination, head, body));
                byte[] bytes =
                        reply.body() == null
                                ? new byte[0]
                                : JsonWriter.compact(reply.body()).getBytes(UTF_8);
                Fields fields = Fields.NONE;
                if (bytes.length > 0) {
                    fields = fields.with("Content-Type", "application/json; charset=utf-8");
                }
                for (Fields.Field field : reply.head()) {
                    fields = fields.with(field.name(), field.value());
                }
                boolean toHead = head.method().equals("HEAD");
                yield Http1Writer.bytes(
                        new ResponseHead(reply.status(), "", fields), bytes, toHead, false);
            }
            // it waits for more, or cannot read what the gate wrote: nothing is answered
            case HttpStep.More more -> new byte[0];
            case HttpStep.WantsContinue wants -> new byte[0];
            case HttpStep.Refused refused -> new byte[0];
            case HttpStep.Response response -> new byte[0];
            case HttpStep.WantsRoom wants -> new byte[0];
            case HttpStep.Piece piece -> new byte[0];
        };
    }
}
