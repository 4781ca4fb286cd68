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

    /** Measures each control of a story alone, and prints the table; the exit code as above. */
    int measure(String name, Request request) throws Refused, IOException, InterruptedException;

    /**
     * Plays a story once without Stoplock and once behind a gate in which these controls are off,
     * and writes the document about it into an empty folder, last of all; the exit code as above.
     */
    int play(String name, Request request, Choice choice)
            throws Refused, IOException, InterruptedException;

    /** Which controls are off, which variant of the incident is played, and where it is kept. */
    record Choice(List<String> without, String variant, Path folder) {
        public Choice {
            without = List.copyOf(without);
        }
    }

    /**
     * How to play: {@code step} is the only one of the steps to be told, from 1, or null for all;
     * {@code stoplock} is the command line that starts this program, up to its first argument;
     * {@code runs} is the folder where measured runs are kept.
     */
    record Request(
            long seed,
            @Nullable Path server,
            boolean json,
            @Nullable Integer step,
            List<String> stoplock,
            Map<String, String> environment,
            Path runs,
            PrintStream out,
            PrintStream err) {
        public Request {
            stoplock = List.copyOf(stoplock);
            environment = Map.copyOf(environment);
        }
    }
}
