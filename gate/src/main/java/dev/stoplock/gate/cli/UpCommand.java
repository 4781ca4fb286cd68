package dev.stoplock.gate.cli;

import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine;

/** {@code stoplock up}: the daemon, in front. Ctrl-C or {@code stoplock down} stops it in order. */
@CommandLine.Command(
        name = "up",
        description =
                "Run the daemon in front, with the console (run and add start it by themselves, without).")
public final class UpCommand extends Command {

    static final String ALREADY_UP = "daemon.already-up";

    /** How {@code run} and {@code add} start it: nobody is there to look at a console. */
    static final String UNATTENDED = "--unattended";

    /** Builds and runs a gate for a home until it is stopped. */
    public interface Gates {

        /** {@code attended}: a person started it, who is served the console. */
        void run(Home home, Terminal terminal, boolean attended)
                throws Refused, IOException, InterruptedException;
    }

    @CommandLine.Option(names = UNATTENDED, hidden = true)
    private boolean unattended;

    private final Gates gates;

    UpCommand(Site site, Gates gates) {
        super(site);
        this.gates = gates;
    }

    @Override
    int run() throws Refused, IOException, InterruptedException {
        Home home = site().home();
        home.requireReachable();
        try (FileChannel channel =
                        FileChannel.open(
                                home.lockFile(),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock only = channel.tryLock()) {
            if (only == null) {
                throw new Refused(
                        Refusal.Exit.FAILED,
                        ALREADY_UP,
                        "a daemon is already up for " + home.folder(),
                        "see what it does: stoplock ps (and stop it: stoplock down)");
            }
            gates.run(home, terminal(), !unattended);
            return 0;
        }
    }
}
