package dev.stoplock.core.model;

import java.util.List;
import java.util.Map;

/**
 * How to start one server: the command inside, its whole environment, what is mounted read-only
 * (host path → path inside), and limits. Data, not an act.
 */
public record LaunchPlan(
        List<String> command,
        Map<String, String> env,
        List<Mount> mounts,
        String workingDirectory,
        Limits limits) {

    public LaunchPlan {
        command = List.copyOf(command);
        env = Map.copyOf(env);
        mounts = List.copyOf(mounts);
    }

    /** A read-only mount. */
    public record Mount(String hostPath, String insidePath) {}

    /** Open files, processes, bytes of one file, bytes of resident memory of the whole sandbox. */
    public record Limits(int openFiles, int processes, long fileBytes, long memoryBytes) {
        public static final Limits DEFAULT = new Limits(4_096, 256, 1L << 30, 2L << 30);
    }
}
