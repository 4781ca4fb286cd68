package dev.stoplock.gate.rehearse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.CallId;
import dev.stoplock.core.model.Destination;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a rehearsed server meets in the place of the world. */
class StandInTest {

    private static String heard(StandInLine line) throws IOException {
        byte[] buffer = new byte[8 << 10];
        int n = line.getInputStream().read(buffer);
        return n < 0 ? "" : new String(buffer, 0, n, ISO_8859_1);
    }

    private static String asked(StandInLine line, String words) throws IOException {
        line.getOutputStream().write(words.getBytes(ISO_8859_1));
        return heard(line);
    }

    @Test
    void aMailIsTakenByDataAndByChunks() throws IOException {
        StandInLine line = new StandInLine(new SmtpStandIn());
        assertThat(heard(line)).startsWith("220 ");
        assertThat(asked(line, "EHLO there\r\n")).contains("250-AUTH PLAIN LOGIN", "250 CHUNKING");
        assertThat(asked(line, "AUTH LOGIN\r\n")).startsWith("334 ");
        assertThat(asked(line, "YQ==\r\n")).startsWith("334 ");
        assertThat(asked(line, "Yg==\r\n")).startsWith("235 ");
        assertThat(asked(line, "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nDATA\r\n"))
                .isEqualTo("250 2.1.0 well\r\n250 2.1.0 well\r\n354 go on\r\n");
        assertThat(asked(line, "Subject: a\r\n\r\nDATA\r\n..\r\n.\r\n"))
                .isEqualTo("250 2.0.0 taken\r\n");
        assertThat(asked(line, "BDAT 4\r\nab\r\nBDAT 0 LAST\r\n"))
                .isEqualTo("250 2.0.0 next\r\n250 2.0.0 taken\r\n");
        assertThat(asked(line, "VRFY a\r\n")).startsWith("502 ");
        assertThat(asked(line, "QUIT\r\n")).startsWith("221 ");
    }

    private static final Destination API = Destination.parse("api.tracker.example");

    private static String got(Witness witness, String target) throws IOException {
        return asked(
                new StandInLine(new HttpStandIn(API, witness)),
                "GET " + target + " HTTP/1.1\r\nHost: api.tracker.example\r\n\r\n");
    }

    private static void begin(Witness witness, String thing, Json... replies) {
        witness.begin(
                new CallId("c1"), Json.object().put("thing", thing).build(), List.of(replies));
    }

    @Test
    void eachKindOfRequestIsAnsweredInTheShapeThatFitsIt() throws IOException {
        Witness witness = new Witness(null);
        begin(witness, "one");
        assertThat(witness.adapt(List.of())).as("no reply yet").isFalse();
        assertThat(got(witness, "/v1/things/one")).startsWith("HTTP/1.1 200 ").contains("\"id\":");
        assertThat(witness.adapt(List.of())).isTrue();
        assertThat(witness.adapt(List.of())).isTrue();
        begin(witness, "two");
        assertThat(got(witness, "/v1/things/two")).as("the same kind of request").endsWith("{}");
        assertThat(got(witness, "/v1/things")).as("another").contains("\"id\":");
        for (int i = 1; i < Replies.Shape.values().length; i++) {
            assertThat(witness.adapt(List.of())).isTrue();
        }
        assertThat(witness.adapt(List.of())).as("nothing else is left").isFalse();
        begin(witness, "three");
        assertThat(got(witness, "/v1/things")).as("as at first").contains("\"id\":");
        witness.forget();
        begin(witness, "four");
        assertThat(got(witness, "/v1/things/four")).contains("\"id\":");
    }

    @Test
    void whatAPersonWroteIsAnsweredAndMendedNoMore() throws IOException {
        Witness witness = new Witness(null);
        begin(witness, "one", Json.object().put("state", "open").build());
        assertThat(got(witness, "/v1/things/one")).endsWith("{\"state\":\"open\"}");
        assertThat(witness.adapt(List.of())).isFalse();
        begin(witness, "two");
        assertThat(got(witness, "/v1/things/two")).endsWith("{\"state\":\"open\"}");
    }

    @Test
    void anAccountIsReadByImapAndEachMailIsFromSomebodyElse() throws IOException {
        AtomicInteger numbers = new AtomicInteger();
        StandInLine line = new StandInLine(new ImapStandIn(true, numbers::incrementAndGet));
        assertThat(heard(line)).startsWith("* OK ");
        assertThat(asked(line, "a CAPABILITY\r\n"))
                .contains("STARTTLS")
                .endsWith("a OK CAPABILITY done\r\n");
        assertThat(asked(line, "b STARTTLS\r\n")).startsWith("b OK ");
        assertThat(asked(line, "c AUTHENTICATE PLAIN\r\n")).startsWith("+ ");
        assertThat(asked(line, "AG9mZmljZUBzaG9wLmV4YW1wbGUAeA==\r\n")).startsWith("c OK ");
        assertThat(asked(line, "d LIST \"\" *\r\n")).contains("\"INBOX\"", "\"Sent\"", "d OK ");
        assertThat(asked(line, "e LIST \"\" sent\r\n"))
                .contains("\"Sent\"")
                .doesNotContain("INBOX");
        assertThat(asked(line, "f SELECT INBOX\r\n")).contains("* 2 EXISTS", "f OK ");
        assertThat(asked(line, "g UID SEARCH ALL\r\n")).startsWith("* SEARCH 4001 4002\r\ng OK ");
        String fetched =
                asked(
                        line,
                        "h UID FETCH 7,9 (UID FLAGS BODYSTRUCTURE ENVELOPE BODY.PEEK[HEADER.FIELDS (FROM)] BODY.PEEK[TEXT]<0.4>)\r\n");
        assertThat(fetched)
                .contains(
                        "* 1 FETCH (UID 7 FLAGS (\\Seen) BODYSTRUCTURE (\"TEXT\" \"PLAIN\"",
                        "From: Writer 7 <writer7@correspondent-7.example>\r\nTo: <office@shop.example>",
                        "BODY[TEXT]<0> {4}\r\nWhat)",
                        "* 2 FETCH (UID 9 ")
                .endsWith("h OK done\r\n");
        assertThat(asked(line, "i UID FETCH 1:* (UID)\r\n"))
                .isEqualTo("* 1 FETCH (UID 1)\r\n* 2 FETCH (UID 2)\r\ni OK done\r\n");
        assertThat(asked(line, "i FETCH 9999999999 (BODY[TEXT]<0.9999999999>)\r\n"))
                .contains("still holds.")
                .endsWith("i OK done\r\n");
        assertThat(asked(line, "i IDLE\r\n")).startsWith("i BAD ");
        assertThat(asked(line, "j STATUS INBOX (MESSAGES)\r\n")).contains("MESSAGES 2", "j OK ");
        assertThat(asked(line, "k STORE 1 +FLAGS (\\Deleted)\r\n")).startsWith("k NO ");
        assertThat(asked(line, "l LOGOUT\r\n")).startsWith("* BYE");
    }

    @Test
    void aRequestThatIsNotWholeIsNotAnswered() throws IOException {
        Destination api = Destination.parse("api.tracker.example");
        StandInLine line = new StandInLine(new HttpStandIn(api, new Witness(null)));
        line.getOutputStream()
                .write(
                        "POST /v1 HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"
                                .getBytes(ISO_8859_1));
        assertThat(line.getInputStream().read()).isEqualTo(-1);
    }
}
