package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.ledger.Verification;
import dev.stoplock.gate.ledger.Verifier;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import picocli.CommandLine;

/**
 * {@code stoplock verify}: checks the whole ledger against its signature; exit 6 names the first
 * bad record or file.
 */
@CommandLine.Command(
        name = "verify",
        description = "Check the whole ledger against its signed checkpoint.")
final class VerifyCommand extends Command {

    @CommandLine.Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    VerifyCommand(Site site) {
        super(site);
    }

    @Override
    int run() throws Refused, IOException {
        Home home = site().home();
        LedgerAccess.requireBegun(home);
        LedgerAccess.Gate gate = LedgerAccess.sign(home, terminal());
        return switch (Verifier.verify(home.ledger(), home.keys())) {
            case Verification.Good good -> {
                good(good, gate != LedgerAccess.Gate.DOWN);
                yield gate == LedgerAccess.Gate.BROKEN ? Refusal.Exit.LEDGER.code() : 0;
            }
            case Verification.Bad(String sentence) -> {
                if (json) {
                    terminal()
                            .json(
                                    Json.object()
                                            .put("ok", false)
                                            .put("rule", "ledger.altered")
                                            .put("sentence", sentence)
                                            .build());
                }
                yield terminal()
                        .refuse(
                                Refusal.of(
                                        Refusal.Exit.LEDGER,
                                        "ledger.altered",
                                        sentence,
                                        "keep the folder as it is; compare it with a copy or a witness's checkpoint"));
            }
        };
    }

    private void good(Verification.Good good, boolean up) {
        if (json) {
            terminal()
                    .json(
                            Json.object()
                                    .put("ok", true)
                                    .put("size", Long.toString(good.size()))
                                    .put("root", good.root().toString())
                                    .put("bodiesErased", good.bodiesErased())
                                    .put("unsigned", Long.toString(good.waiting()))
                                    .build());
            return;
        }
        terminal()
                .line(
                        "good: "
                                + good.size()
                                + " records, each as it was signed; root "
                                + good.root());
        if (good.bodiesErased() > 0) {
            terminal()
                    .line(
                            good.bodiesErased()
                                    + " bodies were erased; the log does not depend on them");
        }
        if (good.waiting() > 0) {
            terminal()
                    .line(
                            good.waiting()
                                    + " newer records wait unsigned"
                                    + (up
                                            ? ""
                                            : ": the gate did not stop in order; start it and verify again"));
        }
    }
}
