package dev.stoplock.gate.egress;

import dev.stoplock.core.effect.EffectReader;
import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.effect.RequestLine;
import dev.stoplock.core.effect.Upload;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Reading;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.policy.Judgement;
import org.jspecify.annotations.Nullable;

/** The HTTP exchanges of one instance, as they ask to leave. */
final class HttpExchanges {

    private final EffectReader adapters;
    private final Grant grant;
    private final Bodies bodies;
    private final Forwarder forwarder;

    HttpExchanges(EffectReader adapters, Grant grant, Bodies bodies, Forwarder forwarder) {
        this.adapters = adapters;
        this.grant = grant;
        this.bodies = bodies;
        this.forwarder = forwarder;
    }

    /**
     * {@code share} is what it and its reply take up; {@code spooled} holds the body where that is
     * an upload.
     */
    Passage<Reply> passage(Exchange exchange, BodyBudget.Share share, @Nullable Spooled spooled) {
        Upload upload = exchange.upload();
        return new Passage<>() {
            @Override
            public Destination destination() {
                return exchange.destination();
            }

            @Override
            public String described() {
                return exchange.head().method() + " " + Shown.text(exchange.head().path());
            }

            @Override
            public long size() {
                return exchange.body().length;
            }

            @Override
            public long unseen() {
                return upload == null ? 0 : upload.length();
            }

            @Override
            public Reading read() {
                return RequestLine.with(adapters.read(exchange), exchange, grant);
            }

            @Override
            public byte[] kept(Judgement judgement) {
                // an upload's size and digest stand among the atoms, the first of it here
                Exchange kept =
                        upload == null
                                ? exchange
                                : new Exchange(
                                        exchange.destination(), exchange.head(), upload.first());
                return bodies.request(kept, judgement);
            }

            @Override
            public Sent<Reply> forward(Judgement judgement, Runnable atTheDoor) {
                return forwarder.forward(exchange, judgement, atTheDoor, share, spooled);
            }

            @Override
            public byte[] text(Reply back) {
                return back.body();
            }

            @Override
            public Reply refused(RuleId rule, String sentence, boolean last) {
                return Reply.refused(rule, sentence, last);
            }

            @Override
            public Reply failed(RuleId rule, String sentence) {
                return Reply.failed(rule, sentence);
            }
        };
    }
}
