package dev.stoplock.lab.agent;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The command of the small MCP server beside these tests, run by Node, with one variable as its
 * environment.
 */
final class TestServer {

    private TestServer() {}

    static ServerCommand command(Path folder, String... options) {
        URL script =
                Objects.requireNonNull(TestServer.class.getResource("server.mjs"), "server.mjs");
        try {
            List<String> command =
                    new ArrayList<>(List.of(node(), Path.of(script.toURI()).toString()));
            command.addAll(List.of(options));
            return new ServerCommand(
                    command, Map.of("TOKEN", "placeholder"), folder.resolve("server.log"));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String node() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "node"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no node on the PATH"))
                .toString();
    }
}
