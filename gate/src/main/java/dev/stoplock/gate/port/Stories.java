package dev.stoplock.gate.port;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stories that can be played (the lab plays them). */
public interface Stories {

    List<String> names();

    /** Plays one and returns the exit code: 0 where it ended as told. */
    int play(String name, Request request) throws Refused, IOException, InterruptedException;

    /**
     * How to play: {@code stoplock} is the command line that starts this program, up to its first
     * argument.
     */
    record Request(
            long seed,
            @Nullable Path server,
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
