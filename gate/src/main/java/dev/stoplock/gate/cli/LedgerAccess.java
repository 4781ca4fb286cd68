package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.Files;

/** Reads a home's ledger from outside the daemon, which is asked to sign what it has first. */
final class LedgerAccess {

    private LedgerAccess() {}

    /** Whether a gate was up, and whether it can still sign and record. */
    enum Gate {
        DOWN,
        UP,
        BROKEN
    }

    static boolean isUp(Home home) {
        try (DaemonClient client = DaemonClient.connect(home.socket())) {
            return true;
        } catch (IOException e) {
            // nobody listens
            return false;
        }
    }

    /** Has a gate that is up sign what it has; one whose ledger broke says why, on the terminal. */
    static Gate sign(Home home, Terminal terminal) throws Refused {
        try (DaemonClient client = DaemonClient.connect(home.socket())) {
            client.ask(Json.object().put("do", "checkpoint").build());
            return Gate.UP;
        } catch (Refused e) {
            if (!e.refusal().rule().value().equals("ledger.unavailable")) {
                throw e;
            }
            terminal.refuse(e.refusal());
            return Gate.BROKEN;
        } catch (IOException e) {
            // no daemon is up: what is signed on disk is all there is, and the reader says what
            // waits unsigned
            return Gate.DOWN;
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

    static LedgerReader reader(Home home, Terminal terminal) throws Refused {
        requireBegun(home);
        if (sign(home, terminal) == Gate.DOWN && !Ledger.stoppedInOrder(home.ledger())) {
            terminal.progress(
                    "the gate did not stop in order: what it recorded last is shown after its next start (stoplock up)");
        }
        return new LedgerReader(home.ledger(), home.keys());
    }
}
