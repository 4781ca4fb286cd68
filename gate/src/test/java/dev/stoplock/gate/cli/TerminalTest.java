package dev.stoplock.gate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import dev.stoplock.core.json.JsonWriter;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.config.Copied;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is printed steers no terminal, and what is to be copied can be. */
class TerminalTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal =
            new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));

    @Test
    void jsonShowsEveryCharacterThatIsNotSeenAndReadsBackAsItWas() {
        String hostile =
                "\u202egpj.exe\u2066 \u200b\u00ad\ufeff\u2028\u2029\u0085\u009b2J\u007f\u001b[2J\n"
                        + "\ue000\u0378\udb40\udc41\ud83d\ude00 gr\u00fc\u00dfe \u65e5\u672c";
        Json value = Json.object().put("a\u202eb", hostile).put("n", 1).build();
        terminal.json(value);
        String printed = out.toString(UTF_8).strip();
        assertThat(printed)
                .doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]")
                .contains(
                        "a\\u202eb",
                        "\\u009b2J\\u007f\\u001b[2J\\n",
                        "\\ue000\\u0378\\udb40\\udc41\ud83d\ude00 gr\u00fc\u00dfe \u65e5\u672c");
        assertThat(JsonReader.read(printed.getBytes(UTF_8), JsonLimits.MESSAGE))
                .isInstanceOfSatisfying(
                        JsonResult.Parsed.class,
                        parsed ->
                                assertThat(JsonWriter.canonical(parsed.value()))
                                        .isEqualTo(JsonWriter.canonical(value)));
    }

    @Test
    void halfACharacterIsShownToo() {
        assertThat(Terminal.escaped("\"x\ud800\"")).isEqualTo("\"x\\ud800\"");
    }

    @Test
    void hintsNameTheHomeWhereItWasNamed() {
        Refusal refusal =
                Refusal.of(Refusal.Exit.USAGE, "cli.usage", "no\u202e", "see: stoplock ps\n");
        terminal.naming(new Copied("stoplock", Path.of("/h"))).refuse(refusal);
        assertThat(err.toString(UTF_8))
                .isEqualTo(
                        "stoplock: cli.usage: no\uFFFD\nhint: see: stoplock --home /h ps\uFFFD\n");
    }

    @Test
    void theHomeIsNamedOnlyWhereItWasNamedAndTheLauncherAsAShellFindsIt() {
        assertThat(new Site(Map.of(), terminal, List.of()).terminal().copied())
                .isEqualTo(Copied.PLAIN);
        Map<String, String> elsewhere =
                Map.of(
                        "STOPLOCK_HOME",
                        "/there",
                        "STOPLOCK_LAUNCHER",
                        "/nowhere/stoplock",
                        "PATH",
                        "/nothing-here::relative");
        Site site = new Site(elsewhere, terminal, List.of());
        assertThat(site.copied()).isEqualTo(new Copied("/nowhere/stoplock", Path.of("/there")));
        site.homeFlag("/here/../flag");
        assertThat(site.copied().home()).isEqualTo(Path.of("/flag"));
    }
}
