package dev.stoplock.gate.port;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The drills that can be run against a gate of their own (the lab runs them). */
public interface Drills {

    List<String> names();

    /** The servers a drill can be run on. */
    List<String> servers();

    /** Runs one and returns the exit code: 0 where the gate held and hindered nothing. */
    int run(String name, Request request) throws Refused, IOException, InterruptedException;

    /**
     * How to run: {@code count} changed requests per server, or {@code only} the one of that index;
     * {@code server} is one of {@link #servers}, or null for each. {@code learned}: the servers are
     * reviewed first, and held to what was learned. {@code stoplock} is the command line that
     * starts this program, up to its first argument.
     */
    record Request(
            long seed,
            int count,
            @Nullable Integer only,
            @Nullable String server,
            boolean learned,
            boolean json,
            List<String> stoplock,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err) {
        public Request {
            stoplock = List.copyOf(stoplock);
            environment = Map.copyOf(environment);
        }
    }
}
