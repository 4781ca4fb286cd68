package dev.stoplock.gate.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.gate.console.ConsoleRig.Browser;
import dev.stoplock.gate.console.ConsoleRig.Reply;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, under which name, from which page, and what everybody else is told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ConsoleDoorTest {

    private ConsoleRig rig;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        rig = new ConsoleRig(folder);
    }

    @AfterAll
    void stop() throws Exception {
        rig.close();
    }

    private Reply signIn(String secret) throws IOException {
        return rig.ask("POST", "/login", "secret=" + secret, rig.origin());
    }

    @Test
    void aLoginLinkIsUsedByItsButtonOnceAndNotByBeingOpened() throws Exception {
        String secret = rig.secret();
        assertThat(rig.get("/login").status()).isEqualTo(200);
        assertThat(rig.ask("HEAD", "/login", "").status()).isEqualTo(200);
        Reply first = signIn(secret);
        assertThat(first.status()).isEqualTo(303);
        assertThat(first.header("location")).isEqualTo("/cases");
        assertThat(first.header("set-cookie"))
                .startsWith("stoplock-" + rig.port + "=")
                .endsWith("; Path=/; HttpOnly; SameSite=Strict")
                .doesNotContain("Domain");
        Reply second = signIn(secret);
        assertThat(second.status()).isEqualTo(403);
        assertThat(second.header("set-cookie")).isEmpty();
        assertThat(second.body()).contains("This login link is not valid");
    }

    @Test
    void theSecretIsLongRandomAndStandsInTheFragmentOnly() {
        String one = rig.console.link();
        String other = rig.console.link();
        assertThat(one).matches("http://127\\.0\\.0\\.1:[0-9]+/login#[A-Za-z0-9_-]{32}");
        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void aLoginLinkIsNotValidAfterTenMinutes() throws Exception {
        String secret = rig.secret();
        rig.now.updateAndGet(now -> now.plus(LoginLinks.LIFE));
        assertThat(signIn(secret).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wrong", "%00", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void aWrongLoginLinkOpensNothing(String secret) throws Exception {
        assertThat(signIn(secret).status()).isEqualTo(403);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: http://127.0.0.1",
                "Origin: http://127.0.0.1:1",
                "Origin: http://localhost:PORT",
                "Origin: https://127.0.0.1:PORT",
                "Origin: null",
                "X-Nothing: said",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: none",
                "Origin: http://127.0.0.1:PORT\r\nSec-Fetch-Site: cross-site",
                "Origin: http://127.0.0.1:PORT\r\nOrigin: http://evil.example"
            })
    void aFormOfAnotherPageIsNotTakenAndUsesNoLink(String header) throws Exception {
        String secret = rig.secret();
        String sent = header.replace("PORT", "" + rig.port);
        Reply reply = rig.ask("POST", "/login", "secret=" + secret, sent);
        assertThat(reply.status()).isEqualTo(403);
        assertThat(signIn(secret).status()).isEqualTo(303);
    }

    @Test
    void aFormOfOurPageIsTakenAlsoWhereTheReferrerPolicyHidesItsOrigin() throws Exception {
        Reply reply =
                rig.ask(
                        "POST",
                        "/login",
                        "secret=" + rig.secret(),
                        "Origin: null",
                        "Sec-Fetch-Site: same-origin");
        assertThat(reply.status()).isEqualTo(303);
    }

    @Test
    void anotherServersPageReadsNothing() throws Exception {
        Browser browser = rig.browser();
        String cookie = "Cookie: " + browser.cookie();
        assertThat(
                        rig.get(
                                        "/cases",
                                        cookie,
                                        "Sec-Fetch-Site: same-site",
                                        "Sec-Fetch-Mode: cors")
                                .status())
                .isEqualTo(403);
        assertThat(rig.get("/cases", cookie, "Origin: http://evil.example").status())
                .isEqualTo(403);
        assertThat(
                        rig.get(
                                        "/cases",
                                        cookie,
                                        "Sec-Fetch-Site: none",
                                        "Sec-Fetch-Mode: navigate")
                                .status())
                .isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: evil.example:PORT",
                "Host: 127.0.0.1.evil.example:PORT",
                "Host: 127.0.0.1",
                "Host: 127.0.0.1:1",
                "Host: 127.0.0.2:PORT",
                "Host: 0.0.0.0:PORT",
                "Host: localhost.:PORT",
                "Host: LOCALHOST:PORT@evil.example",
                "Host: [::]:PORT",
                "Host:",
                "X-No-Host: at all",
                "Host: 127.0.0.1:PORT\r\nHost: evil.example"
            })
    void aHostileHostIsAnsweredByNoPage(String header) throws Exception {
        List<String> lines =
                new ArrayList<>(
                        List.of("GET /login HTTP/1.1", header.replace("PORT", "" + rig.port)));
        lines.add("Connection: close");
        Reply reply = rig.raw(lines, "");
        assertThat(reply.status()).isIn(400, 421);
        assertThat(reply.body()).doesNotContain("<html");
        assertThat(reply.header("content-security-policy")).isEqualTo(SafeHeaders.POLICY);
    }

    @Test
    void anAbsoluteTargetOfAnotherNameIsAnsweredByNoPage() throws Exception {
        Reply reply =
                rig.raw(
                        List.of(
                                "GET http://evil.example/login HTTP/1.1",
                                "Host: " + rig.authority(),
                                "Connection: close"),
                        "");
        assertThat(reply.status()).isIn(400, 421);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]"})
    void itsThreeNamesAreAnswered(String name) throws Exception {
        assertThat(rig.get("/login", "Host: " + name + ":" + rig.port).status()).isEqualTo(200);
    }

    @Test
    void itListensOnLoopbackOnly() throws Exception {
        List<InetAddress> others =
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                        .toList();
        List<InetAddress> tried = new ArrayList<>(others);
        tried.add(InetAddress.getByName("127.0.0.2"));
        for (InetAddress each : tried) {
            boolean reached;
            try (Socket socket = new Socket(each, rig.port)) {
                reached = socket.isConnected();
            } catch (ConnectException e) {
                reached = false;
            }
            assertThat(reached).as("" + each).isFalse();
        }
    }

    @Test
    void whoIsNotSignedInGetsTheDoorAndNothingElse() throws Exception {
        for (String path :
                List.of(
                        "/",
                        "/cases",
                        ConsoleRig.CASE,
                        ConsoleRig.CASE + "/runs/0000000-0000",
                        ConsoleRig.CASE + "/runs/0000000-0000/records/0")) {
            Reply reply = rig.get(path);
            assertThat(reply.status()).as(path).isEqualTo(401);
            assertThat(reply.body())
                    .as(path)
                    .contains("You are not signed in")
                    .doesNotContain("ledger</dt>");
        }
        assertThat(rig.ask("POST", ConsoleRig.CASE + "/runs", "variant=A", rig.origin()).status())
                .isEqualTo(401);
        assertThat(rig.get("/cases", "Cookie: stoplock-" + rig.port + "=AAAA").status())
                .isEqualTo(401);
    }

    @Test
    void aForgedFormStartsNothing() throws Exception {
        Browser mine = rig.browser();
        Browser other = rig.browser();
        for (String body :
                List.of("variant=A", "csrf=&variant=A", "csrf=" + other.token() + "&variant=A")) {
            Reply reply =
                    rig.ask(
                            "POST",
                            ConsoleRig.CASE + "/runs",
                            body,
                            rig.origin(),
                            "Cookie: " + mine.cookie());
            assertThat(reply.status()).as(body).isEqualTo(403);
        }
        assertThat(rig.home.cases()).doesNotExist();
    }

    @Test
    void aSessionEndsByLogoutAfterHalfAnIdleHourAndAfterTwelveHours() throws Exception {
        Browser left = rig.browser();
        assertThat(rig.post(left, "/logout", "").status()).isEqualTo(303);
        assertThat(rig.get(left, "/cases").status()).isEqualTo(401);

        Browser idle = rig.browser();
        rig.now.updateAndGet(now -> now.plus(Sessions.IDLE).minusSeconds(1));
        assertThat(rig.get(idle, "/cases").status()).isEqualTo(200);
        rig.now.updateAndGet(now -> now.plus(Sessions.IDLE));
        assertThat(rig.get(idle, "/cases").status()).isEqualTo(401);

        Browser busy = rig.browser();
        for (Duration gone = Duration.ZERO;
                gone.compareTo(Sessions.LIFE.minusMinutes(20)) < 0;
                gone = gone.plusMinutes(20)) {
            rig.now.updateAndGet(now -> now.plusSeconds(20 * 60));
            assertThat(rig.get(busy, "/").status()).isEqualTo(303);
        }
        rig.now.updateAndGet(now -> now.plusSeconds(20 * 60));
        assertThat(rig.get(busy, "/cases").status()).isEqualTo(401);
    }

    @Test
    void aSessionHoldsForTheNameItWasOpenedUnderOnly() throws Exception {
        String cookie = "Cookie: " + rig.signIn();
        assertThat(rig.get("/cases", cookie).status()).isEqualTo(200);
        assertThat(rig.get("/cases", cookie, "Host: localhost:" + rig.port).status())
                .isEqualTo(401);
    }

    @Test
    void aCookieThatAnotherServerPlantedUnderItsNameHidesNoSession() throws Exception {
        String cookie = rig.signIn();
        String planted = "stoplock-" + rig.port + "=planted";
        assertThat(rig.get("/cases", "Cookie: " + planted + "; " + cookie).status()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "BREW"})
    void otherMethodsDoNothing(String method) throws Exception {
        Reply reply = rig.ask(method, "/cases", "", rig.origin());
        assertThat(reply.status()).isIn(400, 405, 501);
        assertThat(reply.body()).doesNotContain("Origin").doesNotContain("<html");
        assertThat(reply.header("content-security-policy")).isEqualTo(SafeHeaders.POLICY);
    }

    @Test
    void headIsAnsweredLikeGetWithoutABody() throws Exception {
        Reply reply = rig.ask("HEAD", "/login", "");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.header("content-type")).startsWith("text/html");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/assets/../Console.class",
                "/cases/postmark-mcp/measured/%2e%2e/records/0",
                "/cases/postmark-mcp/measured/0123456789abcdef/records/0",
                "/cases/postmark-mcp/runs/0000000-0000/files/with/%2e%2e%2frun.json",
                "/cases/postmark-mcp/runs/0000000-0000/files/home/mails.json",
                "/assets/%2e%2e/Console.class",
                "/assets/..%2f..%2f..%2fetc%2fpasswd",
                "/assets/..%5c..%5cetc",
                "/assets/console.css",
                "/assets/htmx.txt",
                "/assets//etc/passwd",
                "/assets/%00",
                "/cases/../../etc/passwd",
                "/cases/postmark-mcp/runs/..",
                "/cases/postmark-mcp/runs/%2e%2e",
                "/cases/postmark-mcp/runs/..%2f..%2fledger",
                "/cases/postmark-mcp/runs/0000000-0000/records/-1",
                "/cases/postmark-mcp/runs/0000000-0000/records/../../",
                "/cases/;postmark-mcp",
                "/cases/postmark-mcp;x=y",
                "/cases/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
                "/cases/<script>alert(1)</script>",
                "/cases/no-such-case",
                "/cases/",
                "//cases"
            })
    void aPathThatIsNoPageLeadsNowhere(String path) throws Exception {
        Reply reply = rig.get("" + path, "Cookie: " + rig.signIn());
        assertThat(reply.status()).isIn(400, 404);
        assertThat(reply.body()).doesNotContain("<script>").doesNotContain("root:");
        assertThat(reply.header("content-security-policy")).isEqualTo(SafeHeaders.POLICY);
    }

    @Test
    void whatIsTooLongIsNotRead() throws Exception {
        Browser browser = rig.browser();
        Reply head = rig.get("/login", "X-Long: " + "a".repeat(9_000));
        assertThat(head.status()).isEqualTo(431);
        Reply line = rig.get("/cases/" + "a".repeat(9_000));
        assertThat(line.status()).isIn(414, 431);
        Reply body = rig.post(browser, ConsoleRig.CASE + "/runs", "seed=" + "1".repeat(20_000));
        assertThat(body.status()).isEqualTo(413);
        for (Reply each : List.of(head, line, body)) {
            assertThat(each.header("content-security-policy")).isEqualTo(SafeHeaders.POLICY);
            assertThat(each.header("x-content-type-options")).isEqualTo("nosniff");
        }
    }

    @Test
    void aRequestThatIsNoHttpIsToldSo() throws Exception {
        for (String line :
                List.of("GARBAGE", "GET / HTTP/9.9", "GET  HTTP/1.1", "\u0016\u0003\u0001")) {
            Reply reply = rig.raw(List.of(line, "Host: " + rig.authority()), "");
            assertThat(reply.status()).as(line).isIn(400, 505);
            assertThat(reply.header("content-security-policy"))
                    .as(line)
                    .isEqualTo(SafeHeaders.POLICY);
        }
    }

    @Test
    void everyPageCarriesTheHeadersThatKeepItApart() throws Exception {
        Browser browser = rig.browser();
        for (Reply reply :
                List.of(
                        rig.get(browser, "/cases"),
                        rig.get("/cases"),
                        rig.get(browser, "/cases/none"),
                        rig.get("/login"),
                        rig.get(browser, "/"))) {
            assertThat(reply.headers())
                    .contains(
                            "content-security-policy: " + SafeHeaders.POLICY,
                            "x-content-type-options: nosniff",
                            "referrer-policy: no-referrer",
                            "cross-origin-opener-policy: same-origin",
                            "cross-origin-resource-policy: same-origin",
                            "cache-control: no-store");
            assertThat(String.join("\n", reply.headers())).doesNotContain("Jetty");
        }
        assertThat(SafeHeaders.POLICY).doesNotContain("unsafe").doesNotContain("*");
    }

    @Test
    void filesAreServedUnderTheirDigestAndKeptForGood() throws Exception {
        for (String url : new Assets().urls().values()) {
            Reply reply = rig.get(url);
            assertThat(reply.status()).as(url).isEqualTo(200);
            assertThat(reply.header("cache-control")).contains("immutable");
            assertThat(reply.header("content-security-policy")).isEqualTo(SafeHeaders.POLICY);
            String other = url.replaceFirst("-[0-9a-f]{16}", "-0000000000000000");
            assertThat(rig.get(other).status()).isEqualTo(404);
        }
    }

    @Test
    void theHeaderTellsModeAndLedgerFromTheHome() throws Exception {
        String page = rig.get(rig.browser(), "/cases").body();
        assertThat(page).contains("enforcing").contains("1 record, signed");
    }

    @Test
    void theSessionLongestUnusedGivesWayToASeventeenth() throws Exception {
        List<String> cookies = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            cookies.add(rig.signIn());
            rig.now.updateAndGet(now -> now.plusSeconds(1));
        }
        assertThat(rig.get("/cases", "Cookie: " + cookies.getFirst()).status()).isEqualTo(401);
        assertThat(rig.get("/cases", "Cookie: " + cookies.getLast()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aPortThatIsAnothersOnEitherAddressIsNotShared(String address) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            assertThatThrownBy(() -> Listeners.open(other.getLocalPort()))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("console.port");
        }
    }

    @Test
    void everyRouteIsOneOfThese() throws Exception {
        assertThat(rig.console.routes().stream().map(Route::toString))
                .containsExactly(
                        "GET / SESSION",
                        "GET /login OPEN",
                        "POST /login OPEN",
                        "POST /logout SESSION",
                        "GET /cases SESSION",
                        "GET /cases/{case} SESSION",
                        "POST /cases/{case}/runs SESSION",
                        "POST /cases/{case}/table SESSION",
                        "GET /cases/{case}/runs/{run} SESSION",
                        "POST /cases/{case}/runs/{run}/stop SESSION",
                        "GET /cases/{case}/runs/{run}/events STREAM",
                        "GET /cases/{case}/runs/{run}/records/{index} SESSION",
                        "GET /cases/{case}/runs/{run}/files/{side}/{file} SESSION",
                        "GET /cases/{case}/measured/{run}/records/{index} SESSION",
                        "GET /cases/{case}/measured/{run}/files/{file} SESSION",
                        "GET /assets/{name} OPEN");
    }
}
