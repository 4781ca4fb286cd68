package dev.stoplock.gate.cli;

import dev.stoplock.core.audit.EventCodec;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.report.Sentences;
import java.io.IOException;
import picocli.CommandLine;

/** {@code stoplock log}: every signed record, one line each. */
@CommandLine.Command(name = "log", description = "Print the ledger's records, one line each.")
final class LogCommand extends Command {

    @CommandLine.Option(
            names = "--json",
            description = "one JSON object per line, as it stands in the log")
    private boolean json;

    LogCommand(Site site) {
        super(site);
    }

    @Override
    int run() throws Refused, IOException {
        for (AuditRecord record : LedgerAccess.reader(site().home(), terminal()).records()) {
            if (json) {
                terminal().json(EventCodec.json(record));
            } else {
                terminal()
                        .line(
                                record.index()
                                        + "  "
                                        + record.at()
                                        + "  "
                                        + Shown.line(Sentences.of(record.event())));
            }
        }
        return 0;
    }
}
