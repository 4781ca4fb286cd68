package dev.stoplock.gate.port;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/** A started server: its standard streams, and how it ended. */
public interface Running {

    OutputStream stdin();

    InputStream stdout();

    InputStream stderr();

    /** The process id of the sandbox's outermost process, on the host. */
    long pid();

    /**
     * Completes with one sentence on how the process ended ("exited with code 1", "ended by the
     * memory limit").
     */
    CompletableFuture<String> ended();

    /** Ends it at once; {@code ended} then says this reason, unless there was one before. */
    void end(String reason);
}
