package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every command knows: the environment, the terminal, how this program is started again, and
 * which home is meant.
 */
public final class Site {

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

    public Terminal terminal() {
        return terminal;
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
