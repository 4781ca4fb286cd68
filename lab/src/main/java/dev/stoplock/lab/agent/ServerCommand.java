package dev.stoplock.lab.agent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How an MCP server is started: its command, its whole environment, and the file its standard error
 * is appended to. Nothing of the caller's environment is passed on.
 */
public record ServerCommand(
        List<String> command, Map<String, String> environment, Path standardError) {

    public ServerCommand {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a server needs a command");
        }
    }

    /**
     * The command line that keeps the promise on environment and standard error. LangChain4j adds
     * to the environment it inherits and drops standard error, so coreutils' env takes the
     * inherited names away. Only names stand in the argv, no values.
     */
    List<String> line(Collection<String> inherited) {
        String script = "log=$1; shift; exec \"$@\" 2>>\"$log\"";
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "/bin/sh",
                                "-c",
                                script,
                                "sh",
                                standardError.toString(),
                                "/usr/bin/env"));
        for (String name : new TreeSet<>(inherited)) {
            // Threat: a model's key, or any token of the person's shell, would otherwise be the
            // server's to read.
            if (!environment.containsKey(name)) {
                line.add("--unset=" + name);
            }
        }
        line.add("--");
        line.addAll(command);
        return line;
    }
}
