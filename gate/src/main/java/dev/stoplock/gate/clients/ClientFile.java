package dev.stoplock.gate.clients;

import dev.stoplock.core.dlp.KnownTokens;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.json.JsonLimits;
import dev.stoplock.core.json.JsonReader;
import dev.stoplock.core.json.JsonResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One configuration file of an MCP client, in JSON: looked through for credentials in plain text in
 * what it gives servers (environment, headers, arguments, addresses).
 */
public record ClientFile(Path path) {

    /** A credential in plain text: whose setting, and by which sign; never its value. */
    public record Plain(String where, String sign) {}

    private static final long LARGEST = 16 << 20;

    /** Below the home folder, as the clients' documentation names them. */
    private static final List<String> USUAL =
            List.of(
                    ".claude.json",
                    ".config/Claude/claude_desktop_config.json",
                    "Library/Application Support/Claude/claude_desktop_config.json",
                    ".cursor/mcp.json",
                    ".codeium/windsurf/mcp_config.json",
                    ".config/Code/User/mcp.json",
                    ".gemini/settings.json",
                    ".vscode/mcp.json",
                    ".config/zed/settings.json");

    /** Below a project's folder. */
    private static final List<String> OF_A_PROJECT =
            List.of(".mcp.json", ".cursor/mcp.json", ".vscode/mcp.json", ".gemini/settings.json");

    private static final Set<String> GIVEN = Set.of("env", "environment", "headers");

    /** Those that are there, of the person and of the project that is worked in. */
    public static List<ClientFile> usual(Path home, Path project) {
        return Stream.concat(
                        USUAL.stream().map(home::resolve),
                        OF_A_PROJECT.stream().map(project::resolve))
                .map(Path::normalize)
                .distinct()
                .filter(Files::isRegularFile)
                .map(ClientFile::new)
                .toList();
    }

    /** Throws IOException, without any content, where it cannot be read as JSON. */
    public List<Plain> plain() throws IOException {
        if (Files.size(path) > LARGEST) {
            throw new IOException("it is larger than " + LARGEST + " bytes");
        }
        return switch (JsonReader.read(Files.readAllBytes(path), JsonLimits.MESSAGE)) {
            case JsonResult.Parsed(Json value) -> {
                List<Plain> found = new ArrayList<>();
                look("", value, found);
                yield found;
            }
            case JsonResult.Malformed(String reason, int line, int column) ->
                    throw new IOException("it is no plain JSON (line " + line + ")");
        };
    }

    private static void look(String server, Json value, List<Plain> found) {
        switch (value) {
            case Json.Obj(Map<String, Json> members) ->
                    members.forEach((name, member) -> {
                        if (GIVEN.contains(name) && member instanceof Json.Obj given) {
                            given.members()
                                    .forEach((key, text) -> setting(server, key, text, found));
                        } else if (name.equals("args") && member instanceof Json.Arr(var words)) {
                            words.forEach(word -> argument(server, word, found));
                        } else if (member instanceof Json.Str(String url) && url.contains("://")) {
                            address(server, url, found);
                        } else {
                            look(isServer(member) ? name : server, member, found);
                        }
                    });
            case Json.Arr(List<Json> items) -> items.forEach(item -> look(server, item, found));
            case Json.Str s -> {}
            case Json.Num n -> {}
            case Json.Bool b -> {}
            case Json.Null() -> {}
        }
    }

    private static boolean isServer(Json value) {
        return value instanceof Json.Obj one
                && (one.at("command") != null || one.at("url") != null);
    }

    private static void setting(String server, String name, Json value, List<Plain> found) {
        if (value instanceof Json.Str(String text)) {
            // "Bearer x" in a header is as plain as x
            String bare = text.replaceFirst("^(?i:bearer|basic|token) ", "");
            boolean header = name.equalsIgnoreCase("authorization") && !bare.startsWith("$");
            String sign = KnownTokens.sign(header ? "auth-token" : name, bare);
            add(server, "setting " + name, sign, found);
        }
    }

    private static void argument(String server, Json word, List<Plain> found) {
        if (word instanceof Json.Str(String text)) {
            int equals = text.indexOf('=');
            String name = equals < 0 ? "" : text.substring(0, equals);
            add(
                    server,
                    name.isEmpty() ? "an argument" : "argument " + name,
                    KnownTokens.sign(name, text.substring(equals + 1)),
                    found);
            address(server, text, found);
        }
    }

    /** A user and a password before the host, or a token among the parameters. */
    private static void address(String server, String text, List<Plain> found) {
        if (text.matches("(?s)[a-zA-Z][a-zA-Z0-9+.-]*://[^/@:]+:[^/@$]+@.*")) {
            add(server, "an address", "holds a password", found);
        }
        int mark = text.indexOf('?');
        for (String part : mark < 0 ? new String[0] : text.substring(mark + 1).split("&")) {
            int equals = part.indexOf('=');
            if (equals > 0 && text.contains("://")) {
                String name = part.substring(0, equals);
                add(
                        server,
                        "parameter " + name + " of an address",
                        KnownTokens.sign(name, part.substring(equals + 1)),
                        found);
            }
        }
    }

    private static void add(String server, String what, @Nullable String sign, List<Plain> found) {
        if (sign != null) {
            found.add(new Plain((server.isEmpty() ? "" : "server " + server + ", ") + what, sign));
        }
    }
}
