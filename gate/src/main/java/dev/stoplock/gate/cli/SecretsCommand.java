package dev.stoplock.gate.cli;

import dev.stoplock.core.audit.GrantUses;
import dev.stoplock.core.dlp.KnownTokens;
import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.SecretSource;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Shown;
import dev.stoplock.gate.clients.ClientFile;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.config.HomeConfig;
import dev.stoplock.gate.config.Lockfiles;
import dev.stoplock.gate.port.Refused;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine;

/**
 * {@code stoplock secrets}: {@code list} tells of each secret where it comes from, for whom it is
 * and when it was used; {@code check} looks for credentials in plain text, and, where asked, asks
 * APIs whether a token may do more than it should. Neither prints a value.
 */
@CommandLine.Command(
        name = "secrets",
        description = "List the secrets by name, or look for credentials where none should stand.")
final class SecretsCommand extends Command {

    static final String SCHEMA = "stoplock.secrets/1";

    @CommandLine.Parameters(index = "0", paramLabel = "list|check", description = "what to do")
    private String action = "";

    @CommandLine.Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "FILE",
            description =
                    "check: configuration files of MCP clients (default: those at their usual places)")
    private List<Path> files = List.of();

    @CommandLine.Option(
            names = "--ask-api",
            description =
                    "check: send each secret to its own API, with one read-only question about itself")
    private boolean askApi;

    @CommandLine.Option(names = "--json", description = "print it as one JSON object")
    private boolean json;

    SecretsCommand(Site site) {
        super(site);
    }

    /** What a note says of the place it names. */
    enum Kind {
        FOUND("!"),
        UNKNOWN("?"),
        FINE(" ");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }
    }

    /** What was seen at one place. */
    record Note(Kind kind, String where, String says) {}

    @Override
    int run() throws Refused, IOException {
        return switch (action) {
            case "list" -> list();
            case "check" -> check();
            default ->
                    throw new Refused(
                            Refusal.Exit.USAGE,
                            "cli.usage",
                            "there is no `secrets " + Shown.text(action) + "`",
                            "say secrets list, or secrets check");
        };
    }

    private int list() throws Refused, IOException {
        Home home = site().home();
        HomeConfig config = HomeConfig.read(home.configFile());
        List<AuditRecord> records =
                LedgerAccess.isEmpty(home)
                        ? List.of()
                        : LedgerAccess.reader(home, terminal()).records();
        Times times = Times.here();
        List<Json> all = new ArrayList<>();
        int listed = 0;
        Set<SecretName> named = new LinkedHashSet<>(config.secrets().keySet());
        for (Map.Entry<ServerName, LockEntry> each : entries(home).entrySet()) {
            GrantUses uses = new GrantUses(each.getKey());
            records.forEach(uses::step);
            for (SecretGrant secret : holds(each.getValue(), config)) {
                named.remove(secret.name());
                listed++;
                String source =
                        secret.name().isFetched()
                                ? "its token endpoint"
                                : config.secrets()
                                        .getOrDefault(secret.name(), SecretSource.HOME)
                                        .toString();
                GrantUses.Use use = uses.secret(secret.name() + "@" + secret.destination());
                if (json) {
                    Json.Builder one =
                            Json.object()
                                    .put("name", secret.name().value())
                                    .put("server", each.getKey().value())
                                    .put("grant", secret.toString())
                                    .put("source", source)
                                    .put("times", use == null ? 0 : use.times());
                    all.add((use == null ? one : one.put("last", use.last().toString())).build());
                } else {
                    terminal()
                            .line(
                                    secret
                                            + "  for "
                                            + each.getKey()
                                            + ", from "
                                            + Shown.text(source)
                                            + (use == null
                                                    ? ", never used"
                                                    : ", last used " + times.of(use.last())));
                }
            }
        }
        if (json) {
            terminal()
                    .json(
                            Json.object()
                                    .put("schema", SCHEMA)
                                    .put("secrets", new Json.Arr(all))
                                    .build());
        } else {
            named.forEach(name -> terminal().line(name + "  is granted to no server"));
            if (listed == 0 && named.isEmpty()) {
                terminal().line("no secret is granted to any server yet");
                terminal()
                        .progress(
                                "grant one as a server is locked: stoplock add npm:NAME --secret KEY@host");
            } else {
                terminal().line(times.told());
            }
        }
        return 0;
    }

    private int check() throws Refused, IOException {
        Home home = site().home();
        HomeConfig config = HomeConfig.read(home.configFile());
        List<Note> notes = new ArrayList<>();
        config.servers()
                .forEach((server, settings) ->
                        settings(
                                home.configFile() + ": server " + server,
                                settings.grant().env(),
                                notes));
        Map<ServerName, LockEntry> entries = entries(home);
        entries.forEach((server, entry) ->
                settings("lockfile: server " + server, entry.grant().env(), notes));
        for (ClientFile file : clients()) {
            try {
                file.plain()
                        .forEach(found ->
                                notes.add(
                                        new Note(
                                                Kind.FOUND,
                                                file.path() + ": " + found.where(),
                                                found.sign())));
            } catch (NoSuchFileException e) {
                notes.add(new Note(Kind.UNKNOWN, file.path().toString(), "is not there"));
            } catch (IOException e) {
                notes.add(
                        new Note(
                                Kind.UNKNOWN,
                                file.path().toString(),
                                "was not looked through: " + e.getMessage()));
            }
        }
        if (askApi) {
            TokenCheck asked = new TokenCheck(home, config, site().environment());
            entries.forEach((server, entry) -> asked.ask(holds(entry, config), notes));
        }
        return told(notes);
    }

    private List<ClientFile> clients() {
        return files.isEmpty()
                ? ClientFile.usual(
                        Path.of(site().environment().getOrDefault("HOME", "/")),
                        Path.of("").toAbsolutePath())
                : files.stream().map(ClientFile::new).toList();
    }

    private static void settings(String where, Map<String, String> env, List<Note> notes) {
        env.forEach((name, value) -> {
            String sign = KnownTokens.sign(name, value);
            if (sign != null) {
                notes.add(new Note(Kind.FOUND, where + ", setting " + name, sign));
            }
        });
    }

    private int told(List<Note> notes) {
        long found = notes.stream().filter(note -> note.kind() == Kind.FOUND).count();
        long unknown = notes.stream().filter(note -> note.kind() == Kind.UNKNOWN).count();
        if (json) {
            List<Json> all = new ArrayList<>();
            for (Note note : notes) {
                all.add(
                        Json.object()
                                .put("found", note.kind() == Kind.FOUND)
                                .put("known", note.kind() != Kind.UNKNOWN)
                                .put("where", note.where())
                                .put("says", note.says())
                                .build());
            }
            terminal()
                    .json(
                            Json.object()
                                    .put("schema", SCHEMA)
                                    .put("notes", new Json.Arr(all))
                                    .build());
        } else {
            for (Note note : notes) {
                terminal()
                        .line(
                                note.kind().sign
                                        + " "
                                        + Shown.line(note.where())
                                        + " "
                                        + Shown.line(note.says()));
            }
            terminal().line(summary(found, unknown));
            if (found > 0) {
                terminal()
                        .progress(
                                "make a new credential, since this one was readable; put it where `secrets` of stoplock.yaml says, grant it with --secret, and take the plain one out");
            }
            if (!askApi) {
                terminal()
                        .progress(
                                "--ask-api also asks "
                                        + TokenCheck.hosts()
                                        + " whether a token may do too much");
            }
        }
        return found + unknown == 0 ? 0 : Refusal.Exit.FAILED.code();
    }

    private static String summary(long found, long unknown) {
        String seen = found == 0 ? "no credential found where none should stand" : found + " found";
        return unknown == 0
                ? seen
                : seen
                        + "; of "
                        + unknown
                        + " marked ? nothing is known, see to them and ask again";
    }

    private static Set<SecretGrant> holds(LockEntry entry, HomeConfig config) {
        return entry.grant().intersect(config.server(entry.server()).grant()).secrets();
    }

    private static Map<ServerName, LockEntry> entries(Home home) throws Refused, IOException {
        Map<ServerName, LockEntry> entries =
                new TreeMap<>(java.util.Comparator.comparing(ServerName::value));
        Lockfiles lockfiles = new Lockfiles(home);
        for (Path lockfile : lockfiles.registered()) {
            for (LockEntry entry : Lockfiles.read(lockfile).entries()) {
                if (lockfiles.accepted(lockfile, entry.server()) != null) {
                    entries.put(entry.server(), entry);
                }
            }
        }
        return entries;
    }
}
