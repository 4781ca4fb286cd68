package dev.stoplock.gate.config;

import dev.stoplock.core.detect.Detectors;
import dev.stoplock.core.json.YamlObject;
import dev.stoplock.core.json.YamlObject.Misfit;
import dev.stoplock.core.lock.GrantText;
import dev.stoplock.core.model.DeclaredRule;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Limits;
import dev.stoplock.core.model.MailRule;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.ProxyLogin;
import dev.stoplock.core.model.Refusal.Exit;
import dev.stoplock.core.model.RuleGroup;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.SecretSource;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerSettings;
import dev.stoplock.core.model.Upstream;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the home's stoplock.yaml says. An unknown key is an error with its line. */
public record HomeConfig(
        @Nullable String npmRegistry,
        Upstream upstream,
        ConsoleSettings console,
        Map<ServerName, ServerSettings> servers,
        Map<SecretName, SecretSource> secrets,
        Set<String> openDetectors,
        Map<String, DeclaredRule> rules) {

    public static final HomeConfig DEFAULT =
            new HomeConfig(
                    null,
                    Upstream.NONE,
                    ConsoleSettings.DEFAULT,
                    Map.of(),
                    Map.of(),
                    Set.of(),
                    Map.of());

    private static final long LARGEST = 1 << 20;

    public HomeConfig {
        servers = Map.copyOf(servers);
        secrets = Map.copyOf(secrets);
        openDetectors = Set.copyOf(openDetectors);
        rules = Map.copyOf(rules);
    }

    /** The server's settings; nothing granted where the file does not name it. */
    public ServerSettings server(ServerName name) {
        return servers.getOrDefault(name, ServerSettings.NONE);
    }

    /**
     * Reads the file; a missing one says the defaults. Refuses (exit 2, {@code config.invalid})
     * what it does not understand.
     */
    public static HomeConfig read(Path file) throws Refused, IOException {
        return parse(file.toString(), text(file));
    }

    /** The file's text, empty where there is none. */
    public static String text(Path file) throws Refused, IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        Path folder = file.toAbsolutePath().getParent();
        Ownership.requireOurs(folder == null ? file : folder);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST) {
            throw invalid(file + " is not a plain file of at most " + LARGEST + " bytes");
        }
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw invalid(file + " is not UTF-8 text");
        }
    }

    public static HomeConfig parse(String file, String text) throws Refused {
        if (text.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) {
            return DEFAULT;
        }
        try {
            YamlObject root = YamlObject.root(file, text);
            root.only(
                    "registries",
                    "upstream",
                    "console",
                    "servers",
                    "secrets",
                    "detectors",
                    "rules");
            return new HomeConfig(
                    registry(root.objectIfAny("registries")),
                    upstream(root.objectIfAny("upstream")),
                    ConsoleSettings.of(root),
                    servers(root),
                    SecretSettings.of(root),
                    openDetectors(root.objectIfAny("detectors")),
                    RuleSettings.of(root));
        } catch (Misfit e) {
            throw invalid(e.sentence());
        }
    }

    private static Refused invalid(String sentence) {
        return new Refused(
                Exit.USAGE,
                "config.invalid",
                sentence,
                "correct the file; docs/OPERATIONS.md lists every key");
    }

    private static @Nullable String registry(@Nullable YamlObject from) throws Misfit {
        if (from == null) {
            return null;
        }
        from.only("npm");
        String url = from.textIfAny("npm");
        if (url != null && !httpUrl(url)) {
            throw from.misfit("npm", "\"npm\" must be the http or https URL of a registry");
        }
        return url;
    }

    private static boolean httpUrl(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Upstream upstream(@Nullable YamlObject from) throws Misfit {
        if (from == null) {
            return Upstream.NONE;
        }
        from.only("ca", "proxy", "proxy-login", "dial", "only");
        List<String> authorities = from.texts("ca");
        if (!authorities.stream().allMatch(path -> path.startsWith("/"))) {
            throw from.misfit("ca", "each file under \"ca\" must be an absolute path");
        }
        String proxy = from.textIfAny("proxy");
        if (proxy != null && !(httpUrl(proxy) && proxy.startsWith("http:"))) {
            throw from.misfit("proxy", "\"proxy\" must look like http://host:port");
        }
        String only = from.textIfAny("only");
        if (only != null && !only.equals("dial")) {
            throw from.misfit("only", "\"only\" can only be dial");
        }
        Map<String, String> dial = from.textMap("dial");
        ProxyLogin login = login(from.objectIfAny("proxy-login"));
        if (login != null && proxy == null) {
            throw from.misfit("proxy-login", "there is a \"proxy-login\" and no \"proxy\"");
        }
        try {
            return new Upstream(authorities, proxy, login, dial, only != null);
        } catch (IllegalArgumentException e) {
            throw from.misfit(
                    dial.isEmpty() ? "proxy" : "dial",
                    "\"dial\" holds lines such as api.mail.example: 127.0.0.1:8443, with an address and a port ("
                            + e.getMessage()
                            + ")");
        }
    }

    private static @Nullable ProxyLogin login(@Nullable YamlObject from) throws Misfit {
        if (from == null) {
            return null;
        }
        from.only("user", "password");
        String user = from.text("user");
        String password = from.text("password");
        try {
            return new ProxyLogin(user, new SecretName(password));
        } catch (IllegalArgumentException e) {
            // Threat: whoever takes this for the password's own place finds it in no message
            throw from.misfit(
                    "password",
                    "\"proxy-login\" holds a user without a colon and the name of a secret; the password itself does not stand here");
        }
    }

    private static Map<ServerName, ServerSettings> servers(YamlObject root) throws Misfit {
        Map<ServerName, ServerSettings> servers = new LinkedHashMap<>();
        YamlObject all = root.objectIfAny("servers");
        if (all == null) {
            return servers;
        }
        for (String name : all.keys()) {
            ServerName server;
            try {
                server = new ServerName(name);
            } catch (IllegalArgumentException e) {
                throw all.misfit(name, String.valueOf(e.getMessage()));
            }
            YamlObject from = all.objectIfAny(name);
            servers.put(server, from == null ? ServerSettings.NONE : settings(from));
        }
        return servers;
    }

    private static Set<String> openDetectors(@Nullable YamlObject from) throws Misfit {
        Set<String> open = new TreeSet<>();
        if (from == null) {
            return open;
        }
        from.only(Detectors.names().toArray(String[]::new));
        for (String name : from.keys()) {
            String mode = from.text(name);
            if (!List.of("report", "open").contains(mode)) {
                throw from.misfit(name, "a detector's mode is report or open: it stops nothing");
            }
            if (mode.equals("open")) {
                open.add(name);
            }
        }
        return open;
    }

    private static ServerSettings settings(YamlObject from) throws Misfit {
        from.only(
                "network",
                "env",
                "secrets",
                "tools",
                "files",
                "mail",
                "modes",
                "kind",
                "limits",
                "passthrough",
                "promote",
                "tiers");
        Grant grant = GrantText.of(from);
        YamlObject mail = from.objectIfAny("mail");
        MailRule rule = null;
        if (mail == null && from.json().at("mail") != null) {
            throw from.misfit("mail", "\"mail\" needs a list \"to\"");
        }
        if (mail != null) {
            mail.only("to");
            try {
                // An allowlist that says nothing allows nobody; "mail:" with no list at all is a
                // slip, not a wish.
                if (!mail.has("to")) {
                    throw mail.misfit("to", "\"mail\" needs a list \"to\"");
                }
                rule = new MailRule(mail.texts("to"));
            } catch (IllegalArgumentException e) {
                throw mail.misfit("to", String.valueOf(e.getMessage()));
            }
        }
        return new ServerSettings(
                grant,
                rule,
                modes(from),
                limits(from.objectIfAny("limits")),
                passthrough(from, grant),
                TierSettings.of(from));
    }

    private static Set<Destination> passthrough(YamlObject from, Grant grant) throws Misfit {
        Set<Destination> open = new LinkedHashSet<>();
        for (String text : from.texts("passthrough")) {
            try {
                open.add(Destination.parse(text));
            } catch (IllegalArgumentException e) {
                throw from.misfit("passthrough", String.valueOf(e.getMessage()));
            }
        }
        if (!grant.network().containsAll(open)) {
            throw from.misfit(
                    "passthrough", "what passes unread must be granted under \"network\" too");
        }
        return open;
    }

    private static Modes modes(YamlObject server) throws Misfit {
        String kind = server.textIfAny("kind");
        if (kind != null && !kind.equals("web")) {
            throw server.misfit(
                    "kind", "\"kind\" can only be web: a server that fetches, searches or browses");
        }
        for (String key : List.of("promote", "tiers")) {
            if (kind != null && server.has(key)) {
                throw server.misfit(
                        key, "a server of kind web is in report: no tier of its tools is enforced");
            }
        }
        Map<RuleGroup, Mode> said = byGroup(server.objectIfAny("modes"));
        try {
            return new Modes(said, kind != null);
        } catch (IllegalArgumentException e) {
            throw server.misfit("modes", String.valueOf(e.getMessage()));
        }
    }

    private static Map<RuleGroup, Mode> byGroup(@Nullable YamlObject from) throws Misfit {
        Map<RuleGroup, Mode> modes = new EnumMap<>(RuleGroup.class);
        if (from == null) {
            return modes;
        }
        from.only("host", "contract", "recipients", "credential");
        for (String group : from.keys()) {
            String mode = from.text(group);
            if (!List.of("enforce", "report", "open").contains(mode)) {
                throw from.misfit(group, "a mode is enforce, report or open");
            }
            modes.put(
                    RuleGroup.valueOf(group.toUpperCase(Locale.ROOT)),
                    Mode.valueOf(mode.toUpperCase(Locale.ROOT)));
        }
        return modes;
    }

    private static Limits limits(@Nullable YamlObject from) throws Misfit {
        if (from == null) {
            return Limits.DEFAULT;
        }
        from.only("mails-per-hour", "identical-calls");
        return new Limits(
                limit(from, "mails-per-hour", Limits.DEFAULT.mailsPerHour()),
                limit(from, "identical-calls", Limits.DEFAULT.identicalCalls()));
    }

    private static int limit(YamlObject from, String key, int otherwise) throws Misfit {
        String text = from.json().at(key) == null ? String.valueOf(otherwise) : from.text(key);
        if (!text.matches("0|[1-9][0-9]{0,6}") || Integer.parseInt(text) > Limits.LARGEST) {
            throw from.misfit(
                    key, "\"" + key + "\" must be a whole number from 0 to " + Limits.LARGEST);
        }
        return Integer.parseInt(text);
    }

    /**
     * The text with the server's grant put in place of what stood there; everything else, comments
     * included, stays as it is. Refuses (exit 2, {@code config.uneditable}) where that cannot be
     * done safely, showing what to write by hand.
     */
    public static String withServer(String text, ServerName server, Grant grant) throws Refused {
        return new ConfigEdit(text, server, grant).apply();
    }

    /** Replaces the file by this text, atomically; mode 0600. */
    public static void write(Path file, String text) throws IOException {
        AtomicFile.write(file, text, "rw-------");
    }
}
