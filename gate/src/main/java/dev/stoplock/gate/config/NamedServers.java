package dev.stoplock.gate.config;

import dev.stoplock.core.model.ServerName;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The servers that the files of a home name: those accepted here, and those of stoplock.yaml. It
 * judges no file, so that a server can be stopped by its name whatever else is wrong with them.
 */
public record NamedServers(Home home) {

    /** Whether a file names it; true as well where that cannot be told. */
    public boolean mayHave(ServerName server) {
        try {
            return accepted().contains(server.value()) || isConfigured(server);
        } catch (IOException e) {
            // who wants to stop something must not be kept from it by a broken disk
            return true;
        }
    }

    /** The names under which something was accepted here, by the names of its files alone. */
    public SortedSet<String> accepted() throws IOException {
        SortedSet<String> names = new TreeSet<>();
        try (Stream<Path> all = Files.list(home.accepted())) {
            for (Path file : all.toList()) {
                String name = file.getFileName().toString();
                int at = name.lastIndexOf('@');
                if (at > 0 && name.endsWith(".json")) {
                    names.add(name.substring(0, at));
                }
            }
        }
        return names;
    }

    private boolean isConfigured(ServerName server) throws IOException {
        try {
            return HomeConfig.read(home.configFile()).servers().containsKey(server);
        } catch (Refused e) {
            // somebody is in the middle of an edit: a key of that name is enough
            return isKey(server);
        }
    }

    private boolean isKey(ServerName server) throws IOException {
        Pattern key =
                Pattern.compile("\\s+([\"']?)" + Pattern.quote(server.value()) + "\\1\\s*:.*");
        String text = new String(Files.readAllBytes(home.configFile()), StandardCharsets.UTF_8);
        List<String> lines = text.lines().toList();
        return lines.stream().anyMatch(line -> key.matcher(line).matches());
    }
}
