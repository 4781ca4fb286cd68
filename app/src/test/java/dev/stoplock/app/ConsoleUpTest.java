package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.gate.cli.Terminal;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.console.Console;
import dev.stoplock.gate.port.Refused;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which daemon serves a console, and how a person gets in: about ten seconds of starting programs.
 */
final class ConsoleUpTest {

    private static final String LINK = "http://127\\.0\\.0\\.1:[0-9]+/login#[A-Za-z0-9_-]{32}\\s*";

    @Test
    void aGateStartedInFrontServesItAndOneThatStartedByItselfDoesNot() throws Exception {
        try (Rig rig = Rig.bare()) {
            Files.writeString(
                    rig.configFile(),
                    Files.readString(rig.configFile()).replace("console: off\n", ""));
            rig.up();
            Rig.Ran given = rig.cli("console");
            assertThat(given.exit()).as(given.err()).isZero();
            assertThat(given.out()).matches(LINK);
            URI link = URI.create(given.out().strip());
            String secret = link.getFragment();
            assertThat(signIn(link, secret)).isEqualTo(303);
            assertThat(signIn(link, secret)).isEqualTo(403);
            assertThat(Files.readString(rig.folder.resolve("up.log")))
                    .contains("console: http://127.0.0.1:" + link.getPort() + "/")
                    .doesNotContain("#");
            rig.down();
            Rig.Ran none = rig.cli("console");
            assertThat(none.exit()).isEqualTo(1);
            assertThat(none.err()).startsWith("stoplock: console.not-up: ").contains("hint: ");

            Process alone = rig.begin("up", "--unattended");
            while (!rig.answers() && alone.isAlive()) {
                java.util.concurrent.locks.LockSupport.parkNanos(Rig.POLL_NANOS);
            }
            Rig.Ran itself = rig.cli("console");
            assertThat(itself.exit()).isEqualTo(1);
            assertThat(itself.err()).contains("console.not-up", "started by itself");
            assertThat(itself.out()).isEmpty();
        }
    }

    private static int signIn(URI link, String secret) throws Exception {
        URI door = link.resolve("/login");
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(door)
                                .header("Origin", "http://127.0.0.1:" + link.getPort())
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("secret=" + secret))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void aConsoleThatIsSwitchedOffOrCannotListenIsAnsweredWithTheReason(@TempDir Path folder)
            throws Exception {
        Home home = new Home(Files.createDirectory(folder.resolve("home")));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(err, err);
        Console.Parts parts =
                new Console.Parts(
                        home,
                        () -> 0,
                        List.of("false"),
                        Clock.systemUTC(),
                        Clock.systemUTC(),
                        new SecureRandom(),
                        Duration.ofSeconds(1));
        for (Map.Entry<String, String> each :
                Map.of(
                                "console: off\n", "console.off",
                                "console: maybe\n", "config.invalid")
                        .entrySet()) {
            Files.writeString(home.configFile(), each.getKey());
            try (ServedConsole none = ServedConsole.start(parts, terminal, true)) {
                none.announce(terminal, true);
                assertThatThrownBy(() -> ask(none))
                        .isInstanceOf(Refused.class)
                        .hasMessageContaining(each.getValue());
            }
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("config.invalid")
                .doesNotContain("http");
    }

    @SuppressWarnings("NullAway") // no connection is needed to say no
    private static Object ask(ServedConsole console) throws Refused {
        return console.answer(dev.stoplock.core.json.Json.object().build(), null);
    }
}
