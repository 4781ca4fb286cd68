package dev.stoplock.gate.port;

import dev.stoplock.core.model.AuditRecord;
import java.io.IOException;
import java.util.List;

/** The ledger as it was signed last. */
public interface History {

    /** Every signed record, in order; refuses what does not fit the signature. */
    List<AuditRecord> records() throws IOException, Refused;
}
