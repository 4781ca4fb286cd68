package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;

/** Reads a home's ledger from outside the daemon, which is asked to sign what it has first. */
final class LedgerAccess {

    private LedgerAccess() {}

    /** True if a daemon was up and signed a checkpoint. */
    static boolean sign(Home home) throws Refused {
        try (DaemonClient client = DaemonClient.connect(home.socket())) {
            client.ask(Json.object().put("do", "checkpoint").build());
            return true;
        } catch (IOException e) {
            // no daemon is up: what is signed on disk is all there is, and the reader says what waits unsigned
            return false;
        }
    }

    static LedgerReader reader(Home home) throws Refused {
        sign(home);
        return new LedgerReader(home.ledger(), home.keys());
    }
}
