package dev.stoplock.gate.port;

import java.io.IOException;

/** Signs what the ledger holds now. */
public interface Signer {

    /** Returns the number of records that the new checkpoint covers. */
    long checkpoint() throws IOException;
}
