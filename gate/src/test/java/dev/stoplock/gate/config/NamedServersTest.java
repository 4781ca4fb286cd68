package dev.stoplock.gate.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.ServerName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is found by its name whatever else is wrong with the files that name it. */
class NamedServersTest {

    @TempDir private Path folder = Path.of("unset");
    private Home home = new Home(Path.of("unset"));

    @BeforeEach
    void make() throws Exception {
        home = Home.resolve(folder.resolve("home").toString(), Map.of());
    }

    private boolean has(String name) {
        return new NamedServers(home).mayHave(new ServerName(name));
    }

    @Test
    void anEmptyHomeNamesNobody() throws Exception {
        assertThat(has("mailer")).isFalse();
        assertThat(new NamedServers(home).accepted()).isEmpty();
    }

    @Test
    void whatWasAcceptedIsThereEvenWhereItCannotBeRead() throws Exception {
        Files.writeString(home.accepted().resolve("mailer@0011223344556677.json"), "not JSON");
        Files.writeString(home.accepted().resolve(".guard"), "");
        assertThat(has("mailer")).isTrue();
        assertThat(has("mail")).isFalse();
        assertThat(new NamedServers(home).accepted()).containsExactly("mailer");
    }

    @Test
    void aServerOfTheSettingsIsThereAlsoWhereTheyAreBroken() throws Exception {
        String good = "servers:\n  \"mailer\":\n    network: []\n  other:\n    network: []\n";
        Files.writeString(home.configFile(), good);
        assertThat(has("mailer")).isTrue();
        assertThat(has("network")).as("a key that is no server").isFalse();
        Files.writeString(home.configFile(), good + "nonsense: [\n");
        assertThat(has("mailer")).isTrue();
        assertThat(has("other")).isTrue();
        assertThat(has("mailers")).isFalse();
        assertThat(has("maile.")).isFalse();
    }

    @Test
    void whatCannotBeToldMayBeThere() throws Exception {
        Files.delete(home.accepted());
        assertThat(has("mailer")).isTrue();
    }
}
