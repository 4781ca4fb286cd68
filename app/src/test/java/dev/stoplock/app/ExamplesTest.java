package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each example's set-up runs as written, and its server then answers behind the gate. */
@Timeout(120)
final class ExamplesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Path folder = Path.of("unset");

    @BeforeEach
    void makeAHome() throws IOException {
        folder = Files.createTempDirectory("stoplock-examples");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @AfterEach
    void stopAndRemove() throws IOException, InterruptedException {
        finish(start(ROOT.resolve("stoplock").toString(), "down"));
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> paths = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : paths) {
                if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString("rwx------"));
                }
            }
            for (Path path : paths) {
                Files.delete(path);
            }
        }
    }

    /** The first example's package under another name: as slow, and little else. */
    @Tag("full")
    @Test
    void theSetUpOfReportFirstRunsAsWell() throws IOException, InterruptedException {
        theSetUpRunsAndTheServerListsItsTools("report-first", "resend-watched", "send-email");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"resend, resend-mcp, send-email", "no-network, server-everything, echo"})
    void theSetUpRunsAndTheServerListsItsTools(String example, String server, String tool)
            throws IOException, InterruptedException {
        Path copy = Files.createDirectory(folder.resolve(example));
        Files.copy(
                ROOT.resolve("examples").resolve(example).resolve("setup.sh"),
                copy.resolve("setup.sh"));
        assertThat(finish(start("sh", copy.resolve("setup.sh").toString())))
                .contains("locked npm:");
        assertThat(copy.resolve("stoplock.lock")).content().contains("\"" + server + "\"");
        Path secret = folder.resolve("home/secrets/RESEND_API_KEY");
        Files.writeString(secret, "an-example-key-of-no-account");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.readString(ROOT.resolve("examples").resolve(example).resolve("mcp.json")))
                .contains("\"run\", \"" + server + "\"");
        assertThat(tools(server)).contains("\"" + tool + "\"");
    }

    private String tools(String server) throws IOException, InterruptedException {
        Process run = start(ROOT.resolve("stoplock").toString(), "run", server);
        try (BufferedReader answers = run.inputReader(StandardCharsets.UTF_8);
                var requests = run.outputWriter(StandardCharsets.UTF_8)) {
            requests.write(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\","
                            + "\"capabilities\":{},\"clientInfo\":{\"name\":\"example\",\"version\":\"1\"}}}\n"
                            + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n"
                            + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}\n");
            requests.flush();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.contains("\"id\":2")) {
                    return line;
                }
            }
            return "the server closed without an answer";
        } finally {
            run.destroy();
            run.waitFor(20, TimeUnit.SECONDS);
        }
    }

    private Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command)).redirectErrorStream(true);
        builder.environment().put("STOPLOCK", ROOT.resolve("stoplock").toString());
        builder.environment().put("STOPLOCK_HOME", folder.resolve("home").toString());
        return builder.start();
    }

    private static String finish(Process process) throws IOException, InterruptedException {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String said = String.join("\n", reader.lines().toList());
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        }
    }
}
