package dev.stoplock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stoplock.gate.cli.Commands;
import dev.stoplock.gate.cli.Site;
import dev.stoplock.gate.cli.Terminal;
import dev.stoplock.gate.config.Copied;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.lab.mutation.LabDrills;
import dev.stoplock.lab.story.LabStories;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Commands on a home whose gate is not up: what needs no gate starts none. */
class WithoutGateTest {

    private Path folder = Path.of("unset");
    private Path home = Path.of("unset");
    private int starts;

    @BeforeEach
    void make() throws Exception {
        Path made = Files.createTempDirectory(Path.of("/tmp"), "stoplock-it");
        folder = Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
        home = folder.resolve("home");
    }

    @AfterEach
    void remove() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private static CommandLine program(ByteArrayOutputStream out, ByteArrayOutputStream err) {
        Terminal terminal =
                new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        // what it would start as a gate ends at once, and with a word of its own
        Site site = new Site(Map.of(), terminal, List.of("false"));
        return Commands.line(site, new Wiring(site, Parts.REAL), new LabStories(), new LabDrills());
    }

    private Rig.Ran run(String... words) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] line =
                Stream.concat(Stream.of("--home", home.toString()), Stream.of(words))
                        .toArray(String[]::new);
        int exit = program(out, err).execute(line);
        Path log = home.resolve("logs/daemon.log");
        starts = Files.exists(log) ? 1 : 0;
        return new Rig.Ran(exit, out.toString(UTF_8), err.toString(UTF_8));
    }

    private void assertRefusedWithoutStart(String rule, String... words) throws IOException {
        Rig.Ran ran = run(words);
        assertThat(ran.exit()).as("%s", ran).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).hasSize(2);
        assertThat(ran.err())
                .startsWith("stoplock: " + rule + ": ")
                .contains("nope", "stoplock --home " + home + " add npm:NAME@VERSION");
        assertThat(starts).as("a gate was started").isZero();
        assertThat(home.resolve("daemon.sock")).doesNotExist();
    }

    @Test
    void aNameThatNobodyHasStartsNoGate() throws Exception {
        assertRefusedWithoutStart("quarantine.unknown", "quarantine", "nope", "--why", "odd");
        assertRefusedWithoutStart(
                "quarantine.unknown", "quarantine", "nope", "--release", "--why", "odd");
        assertRefusedWithoutStart("lock.not-found", "run", "nope");
        assertRefusedWithoutStart("lock.not-found", "run", "nope", "--lock", home + "/none.lock");
    }

    @Test
    void aNameThatSomethingHereHasIsTakenToTheGateWhateverIsBrokenBesides() throws Exception {
        Home made = Home.resolve(home.toString(), Map.of());
        Files.writeString(made.configFile(), "servers:\n  nope: {}\nnonsense: [\n");
        assertThat(run("quarantine", "nope", "--why", "odd").err())
                .startsWith("stoplock: daemon.down: ");
        assertThat(starts).isEqualTo(1);
    }

    @Test
    void whatALedgerThatIsNotWholeWouldSayIsLeftToTheGate() throws Exception {
        Home made = Home.resolve(home.toString(), Map.of());
        Ledger.open(made.ledger(), made.keys(), "test.example/log", Clock.systemUTC()).close();
        assertThat(run("quarantine", "nope", "--why", "odd").err())
                .as("a whole one has no such name")
                .startsWith("stoplock: quarantine.unknown: ");
        Files.writeString(made.ledger().resolve("log/checkpoint"), "spoilt\n");
        assertThat(run("quarantine", "nope", "--why", "odd").err())
                .startsWith("stoplock: daemon.down: ");
    }

    @Test
    void psOfALedgerThatCannotBeReadIsOneObjectThatPromisesNothing() throws Exception {
        Home made = Home.resolve(home.toString(), Map.of());
        Ledger.open(made.ledger(), made.keys(), "test.example/log", Clock.systemUTC()).close();
        Files.writeString(made.ledger().resolve("log/checkpoint"), "spoilt\n");
        Rig.Ran ran = run("ps", "--json");
        assertThat(ran.exit()).as("%s", ran).isEqualTo(6);
        assertThat(ran.out().lines()).hasSize(1);
        JsonNode told = Rig.JSON.readTree(ran.out());
        assertThat(told.path("schema").asText()).isEqualTo("stoplock.ps/1");
        assertThat(told.path("safety").isNull()).isTrue();
        assertThat(told.path("rule").asText()).startsWith("ledger.");
        assertThat(told.path("daemon").asBoolean(true)).isFalse();
        assertThat(ran.err()).contains("stoplock: " + told.path("rule").asText() + ": ", "hint: ");
        Rig.Ran text = run("ps");
        assertThat(text.exit()).isEqualTo(6);
        assertThat(text.out()).startsWith("! whether anything left cannot be told");
    }

    @Test
    void psOfAnEmptyHomeSaysTheZoneOnce() throws Exception {
        Rig.Ran ran = run("ps");
        assertThat(ran.exit()).as("%s", ran).isZero();
        assertThat(ran.out()).containsOnlyOnce("times are ");
        assertThat(Rig.JSON.readTree(run("ps", "--json").out()).at("/safety/good").asBoolean())
                .isTrue();
    }

    @Test
    void everyCommandIsOneThatIsMadeReadyToBeCopied() {
        Copied copied = new Copied("stoplock", Path.of("/h"));
        CommandLine line = program(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        assertThat(line.getSubcommands().keySet())
                .hasSizeGreaterThan(10)
                .allMatch(
                        name -> copied.in("stoplock " + name).equals("stoplock --home /h " + name));
    }
}
