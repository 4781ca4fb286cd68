package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.config.Lockfiles;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.port.Refused;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code stoplock run NAME}: what an MCP client starts in the server's place. */
@CommandLine.Command(
        name = "run",
        description =
                "Start a locked server behind the gate and join its stdio (an MCP client runs this).")
final class RunCommand extends Command {

    @CommandLine.Parameters(paramLabel = "NAME", description = "the server's name in the lockfile")
    private String name = "";

    @CommandLine.Option(
            names = "--agent",
            paramLabel = "NAME",
            description = "who calls, for the record (self-declared)")
    private @Nullable String agent;

    @CommandLine.Option(
            names = "--lock",
            paramLabel = "FILE",
            description = "the lockfile to use, instead of the registered one")
    private @Nullable Path lock;

    RunCommand(Site site) {
        super(site);
    }

    @Override
    int run() throws Refused, IOException, InterruptedException {
        Home home = site().home();
        if (!LedgerAccess.isUp(home)) {
            requireLocked(home);
        }
        boolean clientWasDone;
        try (DaemonClient client = DaemonStart.connect(site(), home)) {
            client.ask(
                    Json.object()
                            .put("do", "run")
                            .put("server", name)
                            .putIfPresent("agent", agent)
                            .putIfPresent(
                                    "lock", lock == null ? null : lock.toAbsolutePath().toString())
                            .build());
            clientWasDone = client.join(new FileInputStream(FileDescriptor.in), terminal().out());
        } catch (IOException e) {
            // a gate that is killed with something of ours unread resets the connection
            requireGate(home);
            throw e;
        }
        if (clientWasDone) {
            return 0;
        }
        throw ended(home);
    }

    /** Refuses a name that no lockfile has, before a gate is started for it. */
    private void requireLocked(Home home) throws Refused {
        try {
            new Lockfiles(home).find(new ServerName(name), lock);
        } catch (Refused e) {
            if (e.refusal().rule().value().equals("lock.not-found")) {
                throw e;
            }
        } catch (IOException e) {
            // whatever else is wrong, the gate refuses too, and has it on record
            return;
        }
    }

    /** Why it is over, while the client was still there. */
    private Refused ended(Home home) throws Refused, IOException {
        try (DaemonClient client = DaemonClient.connect(home.socket())) {
            client.ask(Json.object().put("do", "free").put("server", name).build());
            return new Refused(
                    Refusal.Exit.FAILED,
                    "mcp.server-ended",
                    "server " + name + " ended while the client was still there",
                    "see `stoplock log` and " + home.logs().resolve(name + ".stderr"));
        } catch (IOException e) {
            requireGate(home);
            // no daemon answers any more: it was not the server alone that ended
            return new Refused(
                    Refusal.Exit.FAILED,
                    "mcp.gate-stopped",
                    "the gate stopped, and server "
                            + name
                            + " with it, while the client was still there",
                    "see what was under way: stoplock ps");
        }
    }

    /** Refuses where the gate is gone without having stopped in order. */
    private void requireGate(Home home) throws Refused, IOException {
        if (LedgerAccess.sign(home, terminal()) != LedgerAccess.Gate.DOWN) {
            return;
        }
        home.awaitGateGone();
        if (!Ledger.stoppedInOrder(home.ledger())) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "daemon.died",
                    "the gate died while server "
                            + name
                            + " was running; the server ended with it, and what was under way may have left: stoplock explain CALL tells of each",
                    "do not send again before you looked: stoplock up closes what was open, then stoplock ps names what may have left");
        }
    }
}
