package dev.stoplock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.atlas.Atlas;
import dev.stoplock.core.atlas.Control;
import dev.stoplock.core.atlas.Switch;
import dev.stoplock.gate.config.HomeConfig;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.report.casefile.Telling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the atlas says can be switched is what stoplock.yaml and the command line really have. */
class AtlasSettingsTest {

    private static Atlas atlas;

    @BeforeAll
    static void read() throws IOException {
        atlas = Telling.bundled().atlas();
    }

    @Test
    void everySettingOfAControlIsAKeyThatTheHomesConfigurationKnows() {
        Set<String> keys = new TreeSet<>();
        for (Control control : atlas.controls()) {
            if (control.toggle() instanceof Switch.Setting(List<String> named, String how)) {
                keys.addAll(named);
            }
        }
        assertThat(keys).hasSizeGreaterThan(8).allSatisfy(AtlasSettingsTest::isKnown);
    }

    @Test
    void aKeyThatIsNotThereWouldBeFound() {
        assertThat(complaint("servers.NAME.modes.contrakt")).contains("unknown key");
        assertThat(complaint("servers.NAME.male.to")).contains("unknown key");
    }

    @Test
    void everyCommandAndSettingStandsInTheOperationsGuide() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "OPERATIONS.md"));
        for (Control control : atlas.controls()) {
            switch (control.toggle()) {
                case Switch.Command(String command, String how) ->
                        assertThat(guide).as(control.name()).contains("`" + command);
                case Switch.Setting(List<String> keys, String how) ->
                        assertThat(keys)
                                .as(control.name())
                                .allMatch(key ->
                                        guide.contains("`" + key + "`")
                                                || key.startsWith("servers.NAME.modes."));
                case Switch.Elsewhere elsewhere -> {}
                case Switch.Fixed fixed -> {}
                case Switch.NotYet notYet -> {}
            }
        }
    }

    private static void isKnown(String key) {
        assertThat(complaint(key)).as(key).doesNotContain("unknown key");
    }

    /** What is said of a file that sets only this key, to a value that may well be wrong. */
    private static String complaint(String key) {
        StringBuilder text = new StringBuilder();
        String indent = "";
        for (String part : key.replace("NAME", "postmark").split("\\.")) {
            text.append(text.isEmpty() ? "" : "\n").append(indent).append(part).append(':');
            indent += "  ";
        }
        try {
            HomeConfig.parse("stoplock.yaml", text.append(" open\n").toString());
            return "";
        } catch (Refused e) {
            return e.refusal().sentence();
        }
    }
}
