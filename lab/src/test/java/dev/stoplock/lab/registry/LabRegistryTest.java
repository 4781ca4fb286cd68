package dev.stoplock.lab.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.Header;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.loopback.Received;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lab's registry against a configured one on loopback that asks for a token and keeps its
 * tarballs elsewhere.
 */
final class LabRegistryTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final byte[] THING = "the bytes of a tarball".getBytes(UTF_8);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir Path folder;

    private final Queue<Received> atConfigured = new ConcurrentLinkedQueue<>();
    private final Queue<Received> elsewhere = new ConcurrentLinkedQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private LoopbackHttp configured;
    private LoopbackHttp other;
    private Upstream upstream;
    private LabRegistry registry;

    private interface Answers extends LoopbackHttp.Handler {
        @Override
        default void unreadable(byte[] raw, String reason) {
            throw new AssertionError(reason);
        }
    }

    @BeforeEach
    void start() throws Exception {
        other =
                LoopbackHttp.start(
                        List.of(LoopbackHttp.listen()),
                        null,
                        (Answers)
                                request -> {
                                    elsewhere.add(request);
                                    return new Answer(200, List.of(), new Answer.Bytes(THING));
                                });
        configured =
                LoopbackHttp.start(
                        List.of(LoopbackHttp.listen()), null, (Answers) this::configuredAnswer);
        URI address = URI.create("http://127.0.0.1:" + configured.port() + "/npm/");
        NpmConfiguration npm =
                new NpmConfiguration(
                        address,
                        Map.of(),
                        Map.of("//127.0.0.1:" + configured.port() + "/npm/", "Bearer sesame"),
                        List.of(),
                        "",
                        List.of());
        upstream = new Upstream(npm, folder.resolve("cache"));
        registry = started();
    }

    private LabRegistry started() throws IOException {
        return LabRegistry.start(
                List.of(LoopbackHttp.listen()),
                PostmarkPackage.before(),
                PostmarkPackage.after(),
                upstream,
                NOW);
    }

    private Answer configuredAnswer(Received request) {
        atConfigured.add(request);
        if (request.header("authorization").filter("Bearer sesame"::equals).isEmpty()) {
            return Answer.json(401, "{}");
        }
        String base = "http://127.0.0.1:" + configured.port();
        return switch (request.path()) {
            case "/npm/thing" -> packument("thing", base + "/npm/files/0/thing.tgz", THING);
            case "/npm/@mine%2fthing" ->
                    packument(
                            "@mine/thing", "http://127.0.0.1:" + other.port() + "/mine.tgz", THING);
            case "/npm/forged" ->
                    packument(
                            "forged",
                            base + "/npm/files/0/thing.tgz",
                            "other bytes".getBytes(UTF_8));
            case "/npm/files/0/thing.tgz" ->
                    new Answer(
                            302,
                            List.of(
                                    new Header(
                                            "Location", "http://127.0.0.1:" + other.port() + "/t")),
                            new Answer.Bytes(new byte[0]));
            case "/npm/fresh" ->
                    request.header("accept").orElse("").equals(LabRegistry.FULL)
                            ? packument("fresh", base + "/npm/files/0/thing.tgz", THING)
                            : Answer.json(200, "{\"name\":\"fresh\",\"versions\":{}}");
            case "/npm/broken" -> Answer.json(503, "{}");
            default -> Answer.json(404, "{}");
        };
    }

    private static Answer packument(String name, String tarball, byte[] bytes) {
        String integrity =
                "sha512-" + Base64.getEncoder().encodeToString(Tarball.digest("SHA-512", bytes));
        return Answer.json(
                200,
                """
                {"name":"%s","dist-tags":{"latest":"1.2.3"},"versions":{"1.2.3":{"name":"%s","version":"1.2.3",
                 "dist":{"tarball":"%s","integrity":"%s"}}}}\
                """
                        .formatted(name, name, tarball, integrity));
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
        upstream.close();
        configured.close();
        other.close();
    }

    private HttpResponse<byte[]> get(String target, String accept)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + registry.port() + target);
        return client.send(
                HttpRequest.newBuilder(uri).header("Accept", accept).build(),
                BodyHandlers.ofByteArray());
    }

    private JsonNode json(String target, String accept) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get(target, accept);
        assertThat(response.statusCode()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    @Test
    void bothVersionsAreServedWithTheirDigestsAndAreMoreThanThirtyDaysOld() throws Exception {
        JsonNode full = json("/postmark-mcp", "application/json");
        for (String version : List.of("1.0.15", "1.0.16")) {
            Instant at = Instant.parse(full.path("time").path(version).asText());
            assertThat(Duration.between(at, NOW)).isGreaterThan(Duration.ofDays(30));
            JsonNode dist = full.path("versions").path(version).path("dist");
            String address = dist.path("tarball").asText();
            assertThat(address)
                    .isEqualTo(
                            "http://127.0.0.1:"
                                    + registry.port()
                                    + "/postmark-mcp/-/postmark-mcp-"
                                    + version
                                    + ".tgz");
            byte[] bytes = get(URI.create(address).getPath(), "*/*").body();
            assertThat(new Tarball(bytes).integrity()).isEqualTo(dist.path("integrity").asText());
            assertThat(new Tarball(bytes).shasum()).isEqualTo(dist.path("shasum").asText());
        }
        JsonNode brief =
                json(
                        "/postmark-mcp",
                        "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8");
        assertThat(brief.has("time")).isFalse();
        assertThat(brief.at("/versions/1.0.15/dependencies/postmark").asText()).isEqualTo("5.1.0");
        assertThat(brief.at("/versions/1.0.15/description").isMissingNode()).isTrue();
        assertThat(atConfigured).isEmpty();
    }

    @Test
    void latestMovesAndAnUnpublishedPackageIsGone() throws Exception {
        assertThat(json("/postmark-mcp", "application/json").at("/dist-tags/latest").asText())
                .isEqualTo("1.0.15");
        registry.setLatest("1.0.16");
        assertThat(json("/postmark-mcp", "application/json").at("/dist-tags/latest").asText())
                .isEqualTo("1.0.16");
        registry.unpublish();
        assertThat(get("/postmark-mcp", "application/json").statusCode()).isEqualTo(404);
        assertThat(get("/postmark-mcp/-/postmark-mcp-1.0.16.tgz", "*/*").statusCode())
                .isEqualTo(404);
        assertThat(atConfigured).as("the name is never asked for outside").isEmpty();
    }

    @Test
    void anotherNamePassesThroughWithItsTarballAddressLeadingBackHere() throws Exception {
        String self = "http://127.0.0.1:" + registry.port();
        byte[] body = get("/thing", "application/json").body();
        assertThat(new String(body, UTF_8))
                .contains("\"tarball\":\"" + self + "/thing/-/thing-1.2.3.tgz\"")
                .doesNotContain(":" + configured.port());
        byte[] scoped = get("/@mine%2fthing", "application/json").body();
        assertThat(new String(scoped, UTF_8))
                .contains("\"tarball\":\"" + self + "/@mine/thing/-/thing-1.2.3.tgz\"")
                .doesNotContain(":" + other.port());
        assertThat(get("/thing/-/thing-1.2.3.tgz", "*/*").body()).isEqualTo(THING);
        assertThat(get("/@mine/thing/-/thing-1.2.3.tgz", "*/*").body()).isEqualTo(THING);
        assertThat(registry.failures()).isEmpty();
    }

    @Test
    void aVersionThatOnlyTheWholePackumentKnowsYetIsServed() throws Exception {
        assertThat(json("/fresh", LabRegistry.FULL).at("/versions/1.2.3").isObject()).isTrue();
        assertThat(get("/fresh/-/fresh-1.2.3.tgz", "*/*").body()).isEqualTo(THING);
        assertThat(get("/fresh/-/fresh-9.9.9.tgz", "*/*").statusCode()).isEqualTo(404);
    }

    @Test
    void theTokenGoesToTheConfiguredRegistryAndNowhereElse() throws Exception {
        get("/thing", "application/json");
        get("/thing/-/thing-1.2.3.tgz", "*/*");
        get("/@mine%2fthing", "application/json");
        get("/@mine/thing/-/thing-1.2.3.tgz", "*/*");
        assertThat(atConfigured)
                .isNotEmpty()
                .allSatisfy(
                        each -> assertThat(each.header("authorization")).contains("Bearer sesame"));
        assertThat(elsewhere)
                .hasSize(2)
                .allSatisfy(
                        each -> assertThat(new String(each.raw(), UTF_8)).doesNotContain("sesame"));
    }

    @Test
    void bytesThatAreNotThePackumentsAreNeverGivenOut() throws Exception {
        HttpResponse<byte[]> response = get("/forged/-/forged-1.2.3.tgz", "*/*");
        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(new String(response.body(), UTF_8)).contains("integrity is sha512-");
        assertThat(registry.failures()).singleElement().asString().contains("integrity");
    }

    @Test
    void aTarballOnDiskIsCheckedAgainBeforeItIsUsedInALaterRun() throws Exception {
        assertThat(get("/thing/-/thing-1.2.3.tgz", "*/*").body()).isEqualTo(THING);
        assertThat(get("/thing/-/thing-1.2.3.tgz", "*/*").body()).isEqualTo(THING);
        assertThat(elsewhere).hasSize(1);
        try (var files = Files.list(folder.resolve("cache"))) {
            for (Path file : files.toList()) {
                Files.writeString(file, "edited");
            }
        }
        assertThat(get("/thing/-/thing-1.2.3.tgz", "*/*").body()).isEqualTo(THING);
        assertThat(elsewhere).hasSize(2);
    }

    @Test
    void whatTheConfiguredRegistryRefusesIsSaidAloud() throws Exception {
        HttpResponse<byte[]> broken = get("/broken", "application/json");
        assertThat(broken.statusCode()).isEqualTo(502);
        assertThat(new String(broken.body(), UTF_8)).contains("/npm/broken answered 503");
        assertThat(get("/nothing", "application/json").statusCode()).isEqualTo(404);
        assertThat(get("/thing/-/thing-9.9.9.tgz", "*/*").statusCode()).isEqualTo(404);
        configured.close();
        HttpResponse<byte[]> gone = get("/later", "application/json");
        assertThat(gone.statusCode()).isEqualTo(502);
        assertThat(new String(gone.body(), UTF_8)).contains("cannot be reached");
    }

    @Test
    void itTakesNoPublicationAndAnswersOnLoopbackNamesOnly() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + registry.port() + "/postmark-mcp");
        HttpRequest put =
                HttpRequest.newBuilder(uri).PUT(HttpRequest.BodyPublishers.ofString("{}")).build();
        assertThat(client.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(404);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), registry.port())) {
            socket.getOutputStream()
                    .write(
                            "GET /postmark-mcp HTTP/1.1\r\nHost: rebound.test\r\nConnection: close\r\n\r\n"
                                    .getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 400 ");
        }
    }
}
