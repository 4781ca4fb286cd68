package dev.stoplock.gate.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.RequestHead;
import org.junit.jupiter.api.Test;

/** What a call is told of what is on its way. */
class ExchangeDeskTest {

    private static final Destination API = new Destination("api.postmarkapp.com", 443);

    @Test
    void aMereRequestIsNotToldLikeAMail() {
        Exchange read =
                new Exchange(
                        API,
                        new RequestHead("GET", "/templates\u202e?count=5", Fields.NONE),
                        new byte[0]);
        assertThat(ExchangeDesk.what(read, 0))
                .isEqualTo("a request (GET /templates\uFFFD) to api.postmarkapp.com:443");
        Exchange mail =
                new Exchange(API, new RequestHead("POST", "/email", Fields.NONE), new byte[0]);
        assertThat(ExchangeDesk.what(mail, 1)).isEqualTo("POST /email to api.postmarkapp.com:443");
    }
}
