package dev.stoplock.gate.rehearse;

import dev.stoplock.gate.port.Refused;
import java.io.Closeable;
import java.io.IOException;

/** A server that runs in its sandbox and was greeted; closing it ends it. */
record Started(Caller caller, String instance, PrivateFiles files, Closeable end)
        implements Closeable {

    /** Starts the same server anew. */
    interface Way {
        Started start() throws Refused, IOException, InterruptedException;
    }

    @Override
    public void close() throws IOException {
        end.close();
    }
}
