package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Bytes that two parsers could read differently, and places nobody granted: nothing leaves, it is
 * on record, and the agent is told.
 */
class BadWireTest {

    private static final String MAIL =
            "{\"From\":\"billing@shop.example\",\"To\":\"customer@client.example\",\"Subject\":\"Your invoice\",\"TextBody\":\"x\"}";
    private static final String HEAD =
            "Host: api.postmarkapp.com\r\nX-Postmark-Server-Token: @POSTMARK@\r\nContent-Type: application/json\r\n";
    private static final String POST = "POST /email HTTP/1.1\r\n" + HEAD;
    private static final String LENGTH = "Content-Length: " + MAIL.length() + "\r\n";
    private static final String CHUNK = Integer.toHexString(MAIL.length());

    private static Rig rig;
    private static McpClient client;

    @BeforeAll
    static void start() throws Exception {
        rig = Rig.locked(Rig.SERVER);
        client = rig.run(Rig.SERVER);
    }

    @AfterAll
    static void stop() throws Exception {
        rig.close();
    }

    private record Case(String name, String rule, String bytes) {}

    private static List<Case> framings() {
        String end = "\r\n";
        return List.of(
                new Case(
                        "both Content-Length and Transfer-Encoding",
                        "wire.framing",
                        POST + LENGTH + "Transfer-Encoding: chunked\r\n" + end + MAIL),
                new Case(
                        "two different Content-Length fields",
                        "wire.framing",
                        POST + LENGTH + "Content-Length: 3\r\n" + end + MAIL),
                new Case(
                        "two equal Content-Length fields",
                        "wire.framing",
                        POST + LENGTH + LENGTH + end + MAIL),
                new Case(
                        "an unknown transfer coding",
                        "wire.framing",
                        POST + "Transfer-Encoding: xchunked\r\n" + end + MAIL),
                new Case(
                        "a list of transfer codings",
                        "wire.framing",
                        POST + "Transfer-Encoding: gzip, chunked\r\n" + end + MAIL),
                new Case(
                        "a signed Content-Length",
                        "wire.framing",
                        POST + "Content-Length: +5\r\n" + end + MAIL),
                new Case(
                        "a folded header",
                        "wire.framing",
                        POST + LENGTH + "X-A: 1\r\n  folded\r\n" + end + MAIL),
                new Case(
                        "white space before a colon",
                        "wire.framing",
                        POST + LENGTH + "X-A : 1\r\n" + end + MAIL),
                new Case(
                        "a bare line feed",
                        "wire.framing",
                        POST + LENGTH + "X-A: 1\nX-B: 2\r\n" + end + MAIL),
                new Case(
                        "a NUL in a header",
                        "wire.framing",
                        POST + LENGTH + "X-A: 1\0\r\n" + end + MAIL),
                new Case(
                        "an absolute-form target of another host",
                        "wire.target",
                        "POST https://api.resend.com/email HTTP/1.1\r\n"
                                + HEAD
                                + LENGTH
                                + end
                                + MAIL),
                new Case(
                        "CONNECT",
                        "wire.connect",
                        "CONNECT api.postmarkapp.com:443 HTTP/1.1\r\nHost: api.postmarkapp.com\r\n"
                                + end),
                new Case(
                        "Upgrade",
                        "wire.upgrade",
                        POST
                                + LENGTH
                                + "Connection: upgrade\r\nUpgrade: websocket\r\n"
                                + end
                                + MAIL),
                new Case(
                        "an odd Expect",
                        "wire.expect",
                        POST + LENGTH + "Expect: 200-maybe\r\n" + end + MAIL),
                new Case(
                        "a chunk extension",
                        "wire.framing",
                        POST
                                + "Transfer-Encoding: chunked\r\n"
                                + end
                                + CHUNK
                                + ";x=1\r\n"
                                + MAIL
                                + "\r\n0\r\n\r\n"),
                new Case(
                        "a trailer field",
                        "wire.framing",
                        POST
                                + "Transfer-Encoding: chunked\r\n"
                                + end
                                + CHUNK
                                + "\r\n"
                                + MAIL
                                + "\r\n0\r\nX-A: 1\r\n\r\n"),
                new Case(
                        "announced trailers",
                        "wire.framing",
                        POST
                                + "Trailer: X-A\r\nTransfer-Encoding: chunked\r\n"
                                + end
                                + CHUNK
                                + "\r\n"
                                + MAIL
                                + "\r\n0\r\n\r\n"),
                new Case(
                        "HTTP/1.0",
                        "wire.not-http",
                        "POST /email HTTP/1.0\r\n" + HEAD + LENGTH + end + MAIL),
                new Case("the HTTP/2 preface", "wire.http2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                new Case(
                        "two Hosts",
                        "wire.host",
                        POST + LENGTH + "Host: collector.example\r\n" + end + MAIL),
                new Case(
                        "a body that says gzip and is none",
                        "wire.content-encoding",
                        POST + LENGTH + "Content-Encoding: gzip\r\n" + end + MAIL),
                new Case(
                        "a brotli body",
                        "wire.content-encoding",
                        POST + LENGTH + "Content-Encoding: br\r\n" + end + MAIL),
                new Case(
                        "another Host than the connection's",
                        "wire.host-mismatch",
                        (POST + LENGTH + end + MAIL)
                                .replace("Host: api.postmarkapp.com", "Host: api.resend.com")),
                new Case(
                        "an announced body over the limit",
                        "wire.body-too-long",
                        POST + "Content-Length: 16777217\r\n" + end),
                new Case(
                        "two credentials in one request",
                        "wire.duplicate-header",
                        POST + "X-Postmark-Server-Token: @POSTMARK@\r\n" + LENGTH + end + MAIL),
                json(
                        "duplicate JSON keys",
                        "wire.json",
                        MAIL.replace(
                                "\"Subject\"", "\"To\":\"archive@collector.example\",\"Subject\"")),
                json(
                        "JSON keys that differ in case only",
                        "wire.duplicate-key",
                        MAIL.replace(
                                "\"Subject\"", "\"to\":\"archive@collector.example\",\"Subject\"")),
                json("a body that is no JSON", "wire.json", "To=archive@collector.example"),
                new Case(
                        "a mail that is not announced as JSON",
                        "wire.content-type",
                        (POST + LENGTH + end + MAIL).replace("application/json", "text/plain")));
    }

    private static Case json(String name, String rule, String body) {
        return new Case(name, rule, POST + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    @TestFactory
    Stream<DynamicTest> aRequestWithTwoReadingsIsRefusedWhole() {
        return framings().stream()
                .map(each ->
                        dynamicTest(
                                each.name(),
                                () ->
                                        assertRefused(
                                                raw(Rig.POSTMARK).put("bytes", each.bytes()),
                                                each.rule())));
    }

    @Test
    void aBodyThatGrowsOverTheLimitInChunksIsRefused() throws Exception {
        String chunk = "100000\r\n" + "a".repeat(0x100000) + "\r\n";
        ObjectNode endless =
                raw(Rig.POSTMARK).put("bytes", chunk).put("times", 18).put("patience", 8000);
        endless.put("first", POST + "Transfer-Encoding: chunked\r\n\r\n");
        assertRefused(endless, "wire.body-too-long");
    }

    @Test
    void aRequestThatIsCutShortIsRefused() throws Exception {
        assertRefused(
                raw(Rig.POSTMARK)
                        .put("bytes", POST + LENGTH + "\r\n" + MAIL.substring(9))
                        .put("half", true),
                "wire.cut-short");
    }

    @Test
    void plainHttpToATlsPortIsRefused() throws Exception {
        assertCut(
                raw(Rig.POSTMARK).put("plain", true).put("bytes", POST + LENGTH + "\r\n" + MAIL),
                "wire.not-tls");
    }

    @Test
    void aTlsHelloForAnotherNameIsRefused() throws Exception {
        assertCut(
                raw(Rig.POSTMARK)
                        .put("sni", "api.resend.com")
                        .put("bytes", POST + LENGTH + "\r\n" + MAIL),
                "wire.sni-mismatch");
    }

    @Test
    void anUnknownNameDoesNotResolveAndIsOnRecord() throws Exception {
        ObjectNode lookUp =
                Rig.JSON
                        .createObjectNode()
                        .put("op", "lookup")
                        .put("name", "x7f3.collector.example");
        Rig.Led led = assertRefused(lookUp, "host.not-granted");
        assertThat(led.judged().getFirst().path("destination").asText())
                .contains("x7f3.collector.example");
    }

    @Test
    void anAddressThatNobodyGrantedIsRefused() throws Exception {
        for (String address : List.of("198.51.100.1", "2001:db8::1", "::ffff:198.51.100.1")) {
            Rig.Led led =
                    assertRefused(
                            raw(address).put("bytes", "GET / HTTP/1.1\r\n\r\n").put("plain", true),
                            "host.not-granted");
            assertThat(led.judged()).as(address).isNotEmpty();
        }
    }

    @Test
    void anotherPortOfAGrantedHostIsRefused() throws Exception {
        assertRefused(raw(Rig.POSTMARK).put("port", 8443).put("bytes", POST), "host.not-granted");
    }

    private static ObjectNode raw(String host) {
        return Rig.JSON.createObjectNode().put("op", "raw").put("host", host);
    }

    private static Rig.Led assertRefused(ObjectNode op, String rule) throws Exception {
        Rig.Led led = rig.call(client, Rig.asking("[" + op + "]"));
        assertThat(led.reached()).as("requests at the API: %s", led).isZero();
        assertThat(led.judged()).as("%s", led).anySatisfy(record -> assertDenied(record, rule));
        assertThat(led.judged())
                .noneSatisfy(record -> assertThat(record.path("leaves").asBoolean()).isTrue());
        assertThat(led.answer().at("/result/isError").asBoolean()).as("%s", led.answer()).isTrue();
        assertThat(led.text())
                .contains(
                        "Stoplock refused",
                        "refused: " + rule + ": ",
                        "Nothing of this call has left",
                        "hint: ");
        assertThat(rig.postmark.complaints()).isEmpty();
        return led;
    }

    /**
     * A connection that ends in its handshake: TLS itself tells the server first, so the agent may
     * hear of it after the answer.
     */
    private static void assertCut(ObjectNode op, String rule) throws Exception {
        int before = rig.records().size();
        int reached = rig.reached();
        JsonNode answer = client.tool("do", Rig.asking("[" + op + "]"));
        if (!answer.at("/result/isError").asBoolean()) {
            client.other(rule);
            assertThat(client.tool("do", Rig.asking("[]")).at("/result/content/0/text").asText())
                    .startsWith("Stoplock: outside the call that this answers")
                    .contains(rule);
        } else {
            assertThat(answer.at("/result/content/0/text").asText())
                    .contains("refused: " + rule + ": ", "hint: ");
        }
        List<JsonNode> all = rig.records();
        assertThat(all.subList(before, all.size()))
                .anySatisfy(record -> assertDenied(record, rule));
        assertThat(rig.reached()).isEqualTo(reached);
    }

    private static void assertDenied(JsonNode record, String rule) {
        assertThat(record.path("rule").asText()).isEqualTo(rule);
        assertThat(record.path("verdict").asText()).isEqualTo("deny");
        assertThat(record.path("leaves").asBoolean(true)).isFalse();
        assertThat(record.path("sentence").asText()).isNotBlank();
    }
}
