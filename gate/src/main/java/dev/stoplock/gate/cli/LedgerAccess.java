package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;

/** Reads a home's ledger from outside the daemon, which is asked to sign what it has first. */
final class LedgerAccess {

    private LedgerAccess() {}

    /** True if a daemon was up and signed a checkpoint. */
    static boolean sign(Home home) throws Refused {
        try (DaemonClient client = DaemonClient.connect(home.socket())) {
            client.ask(Json.object().put("do", "checkpoint").build());
            return true;
        } catch (IOException e) {
            // no daemon is up: what is signed on disk is all there is, and the reader says what
            // waits unsigned
            return false;
        }
    }

    /**
     * A home in which no daemon ever ran has neither log nor key; anything less is for the reader
     * to judge.
     */
    static boolean isEmpty(Home home) {
        return Files.notExists(home.ledger().resolve("log"))
                && Files.notExists(home.keys().resolve("ledger.key"));
    }

    static void requireBegun(Home home) throws Refused {
        if (isEmpty(home)) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "ledger.none",
                    "nothing was ever recorded in " + home.folder(),
                    "name the home with --home, or lock a first server: stoplock add npm:NAME@VERSION");
        }
    }

    static LedgerReader reader(Home home) throws Refused {
        requireBegun(home);
        sign(home);
        return new LedgerReader(home.ledger(), home.keys());
    }
}
