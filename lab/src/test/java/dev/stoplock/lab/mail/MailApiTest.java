package dev.stoplock.lab.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.stoplock.lab.loopback.LabCertificates;
import dev.stoplock.lab.loopback.LoopbackHttp;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MailApiTest {

    private static final String TOKEN = "11111111-2222-3333-4444-555555555555";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir Path folder;

    private SSLContext trust;
    private PostmarkApi postmark;
    private ResendApi resend;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        LabCertificates certificates = LabCertificates.create(Instant.now(), new SecureRandom());
        Path pem = certificates.writeAuthority(folder.resolve("ca.pem"));
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
        postmark =
                PostmarkApi.start(
                        List.of(LoopbackHttp.listen()),
                        certificates.server("api.postmarkapp.com", "localhost"),
                        TOKEN,
                        clock,
                        new Random(1));
        resend =
                ResendApi.start(
                        List.of(LoopbackHttp.listen()),
                        certificates.server("api.resend.com", "localhost"),
                        "re_key",
                        clock,
                        new Random(2));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem)) {
            store.setCertificateEntry(
                    "lab", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        trust = SSLContext.getInstance("TLS");
        trust.init(null, factory.getTrustManagers(), null);
        client = HttpClient.newBuilder().sslContext(trust).build();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        postmark.close();
        resend.close();
    }

    private HttpResponse<byte[]> postmark(String method, String target, String body, String token)
            throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("https://localhost:" + postmark.port() + target))
                        .header("X-Postmark-Server-Token", token)
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    private JsonNode sent(String path, String body, int status) throws Exception {
        HttpResponse<byte[]> response = postmark("POST", path, body, TOKEN);
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    @Test
    void aMailIsDeliveredToEveryRecipientTheMessageNames() throws Exception {
        JsonNode reply =
                sent(
                        "/email",
                        """
                        {"From":"Shop <billing@shop.example>",
                         "To":"\\"Doe, Jane\\" <Jane@customer.example>, bob@customer.example",
                         "bcc":"archive@collector.example","Headers":[{"Name":"CC","Value":"eve@collector.example"}],
                         "Subject":"Invoice 7","TextBody":"due","Tag":"invoice"}\
                        """,
                        200);
        assertThat(reply.path("ErrorCode").asInt(-1)).isZero();
        assertThat(reply.path("Message").asText()).isEqualTo("OK");
        assertThat(reply.path("SubmittedAt").asText()).isEqualTo("2026-11-22T12:00:00Z");
        AcceptedMail mail = postmark.accepted().getFirst();
        assertThat(reply.path("MessageID").asText()).isEqualTo(mail.id()).hasSize(36);
        assertThat(mail.recipients())
                .containsExactlyInAnyOrder(
                        "jane@customer.example",
                        "bob@customer.example",
                        "archive@collector.example",
                        "eve@collector.example");
        assertThat(postmark.mailbox("ARCHIVE@collector.example")).containsExactly(mail);
        assertThat(postmark.mailbox("nobody@customer.example")).isEmpty();
        assertThat(postmark.requests().getFirst().recipients()).hasSize(4);
        JsonNode figures =
                JSON.readTree(
                        postmark(
                                        "GET",
                                        "/stats/outbound?tag=invoice&fromdate=2026-11-22",
                                        "",
                                        TOKEN)
                                .body());
        assertThat(figures.path("Sent").asInt()).isEqualTo(1);
        figures =
                JSON.readTree(
                        postmark("GET", "/stats/outbound?todate=2026-11-21", "", TOKEN).body());
        assertThat(figures.path("Sent").asInt()).isZero();
    }

    @Test
    void allSendPathsAreCounted() throws Exception {
        String plain =
                "{\"From\":\"a@shop.example\",\"To\":\"%s@customer.example\",\"TextBody\":\"x\"}";
        sent(
                "/email/batch",
                "["
                        + plain.formatted("b1")
                        + ","
                        + plain.formatted("b2")
                        + ",{\"From\":\"a@shop.example\"}]",
                200);
        String templated =
                "{\"From\":\"a@shop.example\",\"To\":\"%s@customer.example\",\"TemplateAlias\":\"%s\",\"TemplateModel\":{}}";
        sent("/email/withTemplate", templated.formatted("t1", "welcome"), 200);
        assertThat(
                        sent("/email/withTemplate", templated.formatted("t2", "unknown"), 422)
                                .path("ErrorCode")
                                .asInt())
                .isEqualTo(1101);
        sent(
                "/email/batchWithTemplates",
                "{\"Messages\":[" + templated.formatted("t3", "invoice") + "]}",
                200);
        JsonNode bulk =
                sent(
                        "/email/bulk",
                        """
                               {"From":"a@shop.example","Subject":"s","TextBody":"x",
                        "Messages":[{"To":"k1@customer.example"},{"To":"k2@customer.example"}]}\
                        """,
                        200);
        assertThat(bulk.path("Status").asText()).isEqualTo("Accepted");
        assertThat(
                        postmark.accepted().stream()
                                .flatMap(each -> each.recipients().stream())
                                .map(each -> each.replaceAll("@.*", "")))
                .containsExactly("b1", "b2", "t1", "t3", "k1", "k2");
        assertThat(postmark.requests().get(4).recipients())
                .containsExactly("k1@customer.example", "k2@customer.example");
    }

    @Test
    void aWrongTokenAndABadMessageAreRefusedAndStillKept() throws Exception {
        String mail =
                "{\"From\":\"a@shop.example\",\"To\":\"b@customer.example\",\"TextBody\":\"x\"}";
        HttpResponse<byte[]> wrong = postmark("POST", "/email", mail, "other");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(JSON.readTree(wrong.body()).path("ErrorCode").asInt()).isEqualTo(10);
        assertThat(
                        sent("/email", "{\"To\":\"b@customer.example\",\"TextBody\":\"x\"}", 422)
                                .path("ErrorCode")
                                .asInt())
                .isEqualTo(300);
        assertThat(sent("/email", "not json", 422).path("ErrorCode").asInt()).isEqualTo(402);
        sent(
                "/email",
                "{\"From\":\"a@shop.example\",\"To\":\"b@customer.example\","
                        + "\"To\":\"e@collector.example\",\"TextBody\":\"x\"}",
                422);
        assertThat(postmark("GET", "/nothing", "", TOKEN).statusCode()).isEqualTo(404);
        assertThat(postmark.accepted()).isEmpty();
        assertThat(postmark.requests())
                .extracting(ApiRequest::status)
                .containsExactly(401, 422, 422, 422, 404);
        assertThat(postmark.requests().getFirst().recipients())
                .containsExactly("b@customer.example");
        assertThat(postmark.requests().get(3).mentions("E@COLLECTOR.example")).isTrue();
    }

    @Test
    void templatesAreReadAsTheVendorsSdkReadsThem() throws Exception {
        JsonNode list =
                JSON.readTree(postmark("GET", "/templates?count=100&offset=0", "", TOKEN).body());
        assertThat(list.path("TotalCount").asInt()).isEqualTo(2);
        assertThat(list.at("/Templates/0/Alias").asText()).isEqualTo("welcome");
        assertThat(postmark("GET", "/templates", "", TOKEN).statusCode()).isEqualTo(422);
        JsonNode one = JSON.readTree(postmark("GET", "/templates/1002", "", TOKEN).body());
        assertThat(one.path("Name").asText()).isEqualTo("Invoice");
        assertThat(postmark("GET", "/templates/7", "", TOKEN).statusCode()).isEqualTo(422);
    }

    @Test
    void eachRequestIsKeptByteForByte() throws Exception {
        String first =
                "POST /email HTTP/1.1\r\nhOST: localhost\r\nX-Postmark-Server-Token:  "
                        + TOKEN
                        + " \r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "1E;odd=yes\r\n{\"From\":\"a@shop.example\",\"To\":\r\n001a"
                        + "\r\n\"b@customer.example\",\"Text\r\n0A\r\nBody\":\"x\"}\r\n"
                        + "0\r\nTrailer: t\r\n\r\n";
        String second =
                "GET /templates/welcome HTTP/1.1\r\nHost: localhost\r\nX-Postmark-Server-Token: "
                        + TOKEN
                        + "\r\n\r\n";
        String third =
                "POST /email HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n";
        try (var socket = trust.getSocketFactory().createSocket("localhost", postmark.port())) {
            socket.getOutputStream().write((first + second + third).getBytes(UTF_8));
            String answers = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(
                            Pattern.compile("HTTP/1\\.1 (\\d+) ")
                                    .matcher(answers)
                                    .results()
                                    .map(each -> each.group(1)))
                    .containsExactly("200", "200", "400");
        }
        assertThat(postmark.requests().stream().map(each -> new String(each.raw(), UTF_8)))
                .containsExactly(first, second, third);
        assertThat(postmark.mailbox("b@customer.example")).hasSize(1);
        assertThat(postmark.requests().getLast().status()).isEqualTo(400);
    }

    @Test
    void aClientThatDoesNotTrustTheLabSendsItNothing() throws Exception {
        try (HttpClient stranger = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    URI.create("https://localhost:" + postmark.port() + "/email"))
                            .build();
            assertThat(catchThrowable(() -> stranger.send(request, BodyHandlers.discarding())))
                    .isInstanceOf(SSLException.class);
        }
        assertThat(postmark.requests()).isEmpty();
    }

    @Test
    void resendTakesAMailWithTheRightKeyOnly() throws Exception {
        String mail =
                """
                {"from":"Shop <billing@shop.example>","to":["a@customer.example"],"cc":"b@customer.example","reply_to":[],
                 "subject":"Hello","text":"x"}\
                """;
        assertThat(resend("Bearer wrong", "/emails", mail).statusCode()).isEqualTo(403);
        HttpResponse<byte[]> response = resend("Bearer re_key", "/emails", mail);
        assertThat(response.statusCode()).isEqualTo(200);
        AcceptedMail accepted = resend.mailbox("a@customer.example").getFirst();
        assertThat(JSON.readTree(response.body()).path("id").asText()).isEqualTo(accepted.id());
        assertThat(accepted.recipients())
                .containsExactly("a@customer.example", "b@customer.example");
        assertThat(resend("Bearer re_key", "/emails", "{\"from\":\"a@shop.example\"}").statusCode())
                .isEqualTo(422);
        assertThat(
                        resend("Bearer re_key", "/emails/batch", "[" + mail + "," + mail + "]")
                                .statusCode())
                .isEqualTo(200);
        assertThat(resend.accepted()).hasSize(3);
        assertThat(resend.requests()).hasSize(4);
        resend.clear();
        assertThat(resend.requests()).isEmpty();
    }

    private HttpResponse<byte[]> resend(String authorization, String path, String body)
            throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("https://localhost:" + resend.port() + path))
                        .header("Authorization", authorization)
                        .POST(BodyPublishers.ofString(body))
                        .build();
        return client.send(request, BodyHandlers.ofByteArray());
    }
}
