package dev.stoplock.gate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.gate.port.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

    @TempDir Path folder;

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static Refusal refusal(Path home) {
        return catchThrowableOfType(Refused.class, () -> Home.resolve(home.toString(), Map.of()))
                .refusal();
    }

    @Test
    void theFlagWinsThenTheVariableThenTheStateFolder() throws Exception {
        Map<String, String> all =
                Map.of(
                        "STOPLOCK_HOME",
                        folder + "/b",
                        "XDG_STATE_HOME",
                        folder + "/c",
                        "HOME",
                        folder + "/d");
        assertThat(Home.resolve(folder + "/a", all).folder()).isEqualTo(folder.resolve("a"));
        assertThat(Home.resolve(null, all).folder()).isEqualTo(folder.resolve("b"));
        assertThat(
                        Home.resolve(
                                        null,
                                        Map.of(
                                                "XDG_STATE_HOME",
                                                folder + "/c",
                                                "HOME",
                                                folder + "/d"))
                                .folder())
                .isEqualTo(folder.resolve("c/stoplock"));
        assertThat(
                        Home.resolve(
                                        null,
                                        Map.of("XDG_STATE_HOME", "relative", "HOME", folder + "/d"))
                                .folder())
                .isEqualTo(folder.resolve("d/.local/state/stoplock"));
        assertThat(
                        catchThrowableOfType(Refused.class, () -> Home.resolve(null, Map.of()))
                                .refusal()
                                .exit())
                .isEqualTo(Exit.USAGE);
    }

    @Test
    void everyFolderHasItsMode() throws Exception {
        Home home = Home.resolve(folder.resolve("home").toString(), Map.of());
        assertThat(mode(home.folder()))
                .isEqualTo(Ownership.ourUid() == 0 ? "rwx--x--x" : "rwx------");
        assertThat(mode(home.store())).isEqualTo("rwxr-xr-x");
        for (Path inner :
                new Path[] {
                    home.ledger(),
                    home.keys(),
                    home.secrets(),
                    home.ca(),
                    home.run(),
                    home.logs(),
                    home.accepted()
                }) {
            assertThat(mode(inner)).isEqualTo("rwx------");
        }
        Files.setPosixFilePermissions(home.secrets(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Home.resolve(home.folder().toString(), Map.of());
        assertThat(mode(home.secrets())).isEqualTo("rwx------");
    }

    @Test
    void aHomeOrParentThatOthersCanWriteIsRefused() throws Exception {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertThat(refusal(open).rule().value()).isEqualTo("home.unsafe");
        assertThat(refusal(open.resolve("inner/home")).sentence())
                .contains(open.toString(), "group");
        assertThat(open.resolve("inner")).doesNotExist();
        Files.setAttribute(open, "unix:mode", 01777);
        assertThat(Home.resolve(open.resolve("home").toString(), Map.of()).folder()).isDirectory();
    }

    @Test
    void aHomeThatIsALinkOrHoldsOneIsRefused() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        assertThat(refusal(link).sentence()).contains("not a plain folder");
        Files.createSymbolicLink(
                real.resolve("secrets"), Files.createDirectory(folder.resolve("elsewhere")));
        assertThat(refusal(real).sentence()).contains("secrets");
    }

    @Test
    void aFolderReachedByALinkIsCheckedWhereItReallyIs() throws Exception {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.createDirectory(open.resolve("in"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path link = Files.createSymbolicLink(folder.resolve("way"), open.resolve("in"));
        assertThat(refusal(link.resolve("home")).sentence()).contains(open.toString());
    }

    @Test
    void aSocketPathOver107BytesIsRefused() throws Exception {
        String name = "h".repeat(107 - "/daemon.sock".length() - folder.toString().length() - 1);
        assertThat(Home.resolve(folder + "/" + name, Map.of()).socket().toString()).hasSize(107);
        assertThat(refusal(folder.resolve(name + "h")).rule().value())
                .isEqualTo("home.socket-path");
    }
}
