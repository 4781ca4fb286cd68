package dev.stoplock.bench.load;

import java.io.IOException;
import java.security.GeneralSecurityException;

/** One comparison: the gate, and beside it its peer or its limit. */
interface Benchmark {

    String title();

    /** Measures and returns the table and what has to be said about it. */
    String measure(Setting setting)
            throws IOException, InterruptedException, GeneralSecurityException;
}
