package dev.stoplock.gate.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.Destination;
import org.junit.jupiter.api.Test;

/** What a call is told of what is on its way. */
class ExchangeDeskTest {

    private static final Destination API = new Destination("api.postmarkapp.com", 443);

    @Test
    void aMereRequestIsNotToldLikeAMail() {
        assertThat(ExchangeDesk.what("GET /templates", API, 0))
                .isEqualTo("a request (GET /templates) to api.postmarkapp.com:443");
        assertThat(ExchangeDesk.what("POST /email", API, 1))
                .isEqualTo("POST /email to api.postmarkapp.com:443");
    }
}
