package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Stories;
import dev.stoplock.lab.story.LabStories;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole of it on real components: npm, namespaces, TLS, a daemon, a server nobody trusts. */
@Tag("root")
class StoryTest {

    private static final Path VARIANTS =
            Path.of("../lab/src/test/resources/variants").toAbsolutePath().normalize();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Tag("full")
    @Test
    void the_story_ends_as_told_and_prints_one_json_object() throws Exception {
        int code = new LabStories().play("postmark-mcp", request(4_711, null));
        assertThat(code).as(said()).isZero();
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(1);
        Json.Obj result = object(lines.getFirst());
        assertThat(result.at("asTold")).isEqualTo(Json.of(true));
        assertThat(result.at("seed")).isEqualTo(Json.of(4_711));
        long asked = number(way(result, "without"), "asked");
        assertThat(asked).isBetween(3L, 7L);
        assertCounts(way(result, "without"), asked, asked, 0);
        assertCounts(way(result, "locked"), asked, 0, 0);
        assertCounts(way(result, "forced"), 0, 0, asked);
        assertCounts(way(result, "watched"), asked, asked, 0);
        assertCounts(way(result, "first"), 0, 0, asked);
        assertThat(number(way(result, "watched"), "letGo")).isEqualTo(asked);
        for (String name : List.of("locked", "forced", "watched", "first")) {
            Path home = Path.of(String.valueOf(way(result, name).text("home")));
            assertNobodyListens(home.resolve("daemon.sock"));
            assertThat(home.resolve("ledger/log/checkpoint")).exists();
        }
        assertThat(said())
                .startsWith("story postmark-mcp, seed 4711")
                .contains("1/6", "6/6", "ENETUNREACH", "it ended as told")
                .contains(asked + " mails carried a recipient nobody asked for")
                .contains("stoplock review postmark-mcp@1.0.16 · exit 5")
                .contains("≠ new destination · sendEmail")
                .contains("not accepted: sendEmail | postmark POST /email");
    }

    /** Sends the same copy from other lines of code; the quick run has the copy of the story. */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"object-key", "assignment", "loop", "child-process", "second-request"})
    void no_form_of_the_copy_reaches_a_stranger(String form) throws Exception {
        Json.Obj forced = object(new LabStories().playForced(request(31, VARIANTS.resolve(form))));
        assertThat(number(forced, "stranger")).as(said()).isZero();
        assertThat(number(forced, "denied")).as(said()).isPositive();
        assertThat(number(forced, "deniedCalls"))
                .as("each copy is laid to the call it rode on")
                .isEqualTo(number(forced, "asked"));
        assertThat(forced.at("differs")).as(said()).isEqualTo(new Json.Arr(List.of()));
    }

    @Test
    void a_folder_that_is_no_server_is_refused_before_anything_is_played() throws IOException {
        Path empty = Files.createTempDirectory("no-server");
        assertThat(
                        catchThrowableOfType(
                                        Refused.class,
                                        () ->
                                                new LabStories()
                                                        .play("postmark-mcp", request(1, empty)))
                                .refusal()
                                .sentence())
                .contains("has no package.json");
    }

    private Stories.Request request(long seed, @Nullable Path server) {
        return new Stories.Request(
                seed,
                server,
                true,
                null,
                self(),
                System.getenv(),
                Path.of("target", "story-runs").toAbsolutePath(),
                new PrintStream(out, true),
                new PrintStream(err, true));
    }

    /** What starts the program from this test's own classes. */
    private static List<String> self() {
        List<String> command =
                new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(each ->
                        each.startsWith("--add-exports=")
                                || each.startsWith("--enable-native-access="))
                .forEach(command::add);
        String path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        command.addAll(Rig.COMPILERS);
        command.addAll(List.of("-cp", path, Main.class.getName()));
        return command;
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static void assertCounts(Json.Obj way, long intended, long stranger, long denied) {
        Map<String, Long> counts =
                Map.of("intended", intended, "stranger", stranger, "denied", denied);
        counts.forEach((name, count) ->
                assertThat(number(way, name)).as(way.text("name") + " " + name).isEqualTo(count));
    }

    private static void assertNobodyListens(Path socket) throws IOException {
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            assertThatThrownBy(() -> client.connect(UnixDomainSocketAddress.of(socket)))
                    .as("no daemon is left behind")
                    .isInstanceOf(IOException.class);
        }
    }

    private static Json.Obj way(Json.Obj result, String name) {
        assertThat(result.at("ways")).isInstanceOf(Json.Arr.class);
        return ((Json.Arr) Objects.requireNonNull(result.at("ways")))
                .items().stream()
                        .map(Json.Obj.class::cast)
                        .filter(way -> name.equals(way.text("name")))
                        .findFirst()
                        .orElseThrow();
    }

    private static long number(Json.Obj object, String name) {
        assertThat(object.at(name)).as(name).isInstanceOf(Json.Num.class);
        return Long.parseLong(((Json.Num) Objects.requireNonNull(object.at(name))).literal());
    }

    private static Json.Obj object(String text) {
        JsonResult read =
                JsonReader.read(text.getBytes(StandardCharsets.UTF_8), JsonLimits.MESSAGE);
        assertThat(read).isInstanceOf(JsonResult.Parsed.class);
        return (Json.Obj) ((JsonResult.Parsed) read).value();
    }
}
