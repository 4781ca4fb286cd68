package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.config.Copied;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every command knows: the environment, the terminal, how this program is started again, and
 * which home is meant.
 */
public final class Site {

    private static final String NAME = "stoplock";

    private final Map<String, String> environment;
    private final Terminal terminal;
    private final List<String> self;
    private @Nullable String homeFlag;

    /** {@code self} is the command line that starts this program, up to its first argument. */
    public Site(Map<String, String> environment, Terminal terminal, List<String> self) {
        this.environment = Map.copyOf(environment);
        this.terminal = terminal;
        this.self = List.copyOf(self);
    }

    public Map<String, String> environment() {
        return environment;
    }

    /** Where it prints, with this home in each command line that is to be copied. */
    public Terminal terminal() {
        return terminal.naming(copied());
    }

    /** How this program and home are named again: the home only where it was named. */
    Copied copied() {
        String flag = homeFlag == null ? "" : homeFlag;
        String named = flag.isEmpty() ? environment.getOrDefault("STOPLOCK_HOME", "") : flag;
        return new Copied(
                launcher(), named.isEmpty() ? null : Path.of(named).toAbsolutePath().normalize());
    }

    /** The launcher that started us, by its name where a shell finds it. */
    private String launcher() {
        String launcher = environment.getOrDefault("STOPLOCK_LAUNCHER", "");
        if (launcher.isEmpty()) {
            return NAME;
        }
        for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
            Path found = Path.of(folder, NAME);
            if (folder.startsWith("/") && Files.isExecutable(found)) {
                return isSame(found, Path.of(launcher)) ? NAME : launcher;
            }
        }
        return launcher;
    }

    private static boolean isSame(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException e) {
            // one of them is not there: its whole path names what was started in any case
            return false;
        }
    }

    public List<String> self() {
        return self;
    }

    void homeFlag(@Nullable String folder) {
        this.homeFlag = folder;
    }

    public Home home() throws Refused {
        try {
            return Home.resolve(homeFlag, environment);
        } catch (IOException e) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "home.unusable",
                    "the home cannot be used: " + e.getMessage(),
                    "name another with --home");
        }
    }
}
