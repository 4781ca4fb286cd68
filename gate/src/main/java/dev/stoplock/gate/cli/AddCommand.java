package dev.stoplock.gate.cli;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.lock.Lockfile;
import dev.stoplock.core.lock.LockfileText;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.FileGrant;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.core.model.PackageRef;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.Review;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.SecretSource;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Shown;
import dev.stoplock.core.model.TokenEndpoints;
import dev.stoplock.core.model.contract.Contracts;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.config.HomeConfig;
import dev.stoplock.gate.config.Lockfiles;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.registry.Fetched;
import dev.stoplock.gate.registry.NpmRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * {@code stoplock add}: fetches a package with its whole closure, verifies it, and has the daemon
 * accept the entry.
 */
@CommandLine.Command(
        name = "add",
        description = "Lock a server: fetch its whole closure, verify it, write stoplock.lock.")
final class AddCommand extends Command {

    @CommandLine.Parameters(
            paramLabel = "npm:NAME@VERSION",
            description = "the package, at an exact version")
    private String source = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "what to call the server (default: the unscoped package name)")
    private @Nullable String name;

    @Option(
            names = "--network",
            paramLabel = "HOST[:PORT]",
            description = "a destination it may reach (repeatable)")
    private List<String> network = List.of();

    @Option(
            names = "--env",
            paramLabel = "K=V",
            description = "a setting it is given (repeatable); never a secret")
    private List<String> env = List.of();

    @Option(
            names = "--secret",
            paramLabel = "KEY[@HOST[/PATH][ in PLACE]]",
            description =
                    "a secret the gate puts in for HOST (default: the only --network); its value is home/secrets/KEY,"
                            + " or where `secrets` of stoplock.yaml says. PLACE: header NAME, query NAME, body NAME, basic")
    private List<String> secrets = List.of();

    @Option(
            names = "--tool",
            paramLabel = "NAME",
            description = "a tool that agents may call (repeatable; default: all)")
    private List<String> tools = List.of();

    @Option(
            names = "--file",
            paramLabel = "PATH",
            description = "a file or folder it may read, at the same path inside (repeatable)")
    private List<String> files = List.of();

    @Option(
            names = "--lock",
            paramLabel = "FILE",
            description = "the lockfile to write (default: ./stoplock.lock)")
    private Path lock = Path.of("stoplock.lock");

    @Option(
            names = "--replace",
            description = "accept it in the place of the entry that is there (recorded)")
    private boolean replace;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "who accepts it (default: the login name; self-declared)")
    private String by = System.getProperty("user.name", "unknown");

    @Option(names = "--why", paramLabel = "TEXT", description = "why, for the record")
    private String why = "";

    AddCommand(Site site) {
        super(site);
    }

    @Override
    int run() throws Refused, IOException, InterruptedException {
        PackageRef ref = PackageRef.parse(source);
        ServerName server = new ServerName(name == null ? ref.unscopedName() : name);
        Path lockfile = lock.toAbsolutePath().normalize();
        Home home = site().home();
        home.requireReachable();
        LockEntry before = Files.exists(lockfile) ? Lockfiles.read(lockfile).entry(server) : null;
        Grant grant =
                before != null
                                && network.isEmpty()
                                && env.isEmpty()
                                && secrets.isEmpty()
                                && tools.isEmpty()
                                && files.isEmpty()
                        ? before.grant()
                        : grant();
        String registry = HomeConfig.read(home.configFile()).npmRegistry();
        Fetched fetched =
                new NpmRegistry(site().environment())
                        .fetch(ref, registry, home.store(), terminal()::progress);
        Review review = new Review(by, true, why, Instant.now().truncatedTo(ChronoUnit.SECONDS));
        LockEntry entry =
                new LockEntry(
                        server,
                        ref,
                        fetched.closure(),
                        grant,
                        before == null ? List.of() : before.acceptedDestinations(),
                        // what was learned of a package still holds for its next version
                        before != null && before.ref().name().equals(ref.name())
                                ? before.contracts()
                                : Contracts.NONE,
                        review);
        Json.Obj answer;
        try (DaemonClient client = DaemonStart.connect(site(), home)) {
            answer =
                    client.ask(
                            Json.object()
                                    .put("do", "accept")
                                    .put("entry", LockfileText.render(new Lockfile(List.of(entry))))
                                    .put("lockfile", lockfile.toString())
                                    .put("replace", replace)
                                    .build());
        }
        tell(entry, before, lockfile, home);
        if (answer.at("quarantined") instanceof Json.Obj held) {
            QuarantineCommand.lines(held).forEach(terminal()::line);
            terminal().line("hint: it stays quarantined and does not start until it is released:");
            terminal().line("  " + QuarantineCommand.release(terminal(), entry.server().value()));
        }
        return 0;
    }

    private void tell(LockEntry entry, @Nullable LockEntry before, Path lockfile, Home home)
            throws Refused, IOException {
        String did =
                before == null || before.ref().equals(entry.ref())
                        ? "locked "
                        : "replaced " + before.ref() + " by ";
        terminal().line(did + entry.ref() + " as " + entry.server());
        terminal()
                .line(
                        "  tree      "
                                + entry.closure().tree()
                                + " ("
                                + entry.closure().packages().size()
                                + " packages)");
        terminal()
                .line(
                        "  runs      "
                                + entry.closure().interpreter().name()
                                + " "
                                + entry.closure().entry());
        terminal()
                .line(
                        "  may reach "
                                + (entry.grant().network().isEmpty()
                                        ? "nothing"
                                        : entry.grant().network()));
        terminal().line("  accepted  by " + Shown.text(entry.review().by()) + " (self-declared)");
        terminal().line("  lockfile  " + lockfile);
        Map<SecretName, SecretSource> sources = HomeConfig.read(home.configFile()).secrets();
        for (SecretGrant secret : entry.grant().secrets()) {
            Path file = home.secrets().resolve(secret.name().value());
            if (!secret.name().isFetched()
                    && !sources.containsKey(secret.name())
                    && !Files.exists(file)) {
                terminal()
                        .line(
                                "hint: put the value of "
                                        + secret.name()
                                        + " into "
                                        + file
                                        + " (mode 0600) before the first run, or say under `secrets` of stoplock.yaml where it is");
            }
        }
        terminal()
                .line(
                        "hint: let your MCP client start `"
                                + terminal().copied().line("run " + entry.server())
                                + "` in the server's place");
    }

    private Grant grant() throws Refused {
        Set<Destination> destinations = new LinkedHashSet<>();
        network.forEach(text -> destinations.add(Destination.parse(text)));
        Map<String, String> settings = new TreeMap<>();
        for (String pair : env) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("not a setting: expected K=V after --env");
            }
            settings.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        if (destinations.isEmpty() && secrets.stream().anyMatch(text -> !text.contains("@"))) {
            throw new Refused(
                    Refusal.Exit.USAGE,
                    "cli.secret-destination",
                    "--secret says what the gate puts in, but no --network says for whom",
                    "add --network HOST, or write --secret KEY@HOST");
        }
        Set<SecretGrant> grants = new LinkedHashSet<>();
        for (String text : secrets) {
            if (text.contains("@")) {
                grants.add(SecretGrant.parse(text));
            } else if (destinations.size() == 1) {
                grants.add(new SecretGrant(new SecretName(text), destinations.iterator().next()));
            } else {
                throw new Refused(
                        Refusal.Exit.USAGE,
                        "cli.secret-destination",
                        "the secret "
                                + new SecretName(text)
                                + " could go to "
                                + destinations.size()
                                + " destinations",
                        "say which: --secret " + text + "@HOST");
            }
        }
        SecretName homeless = TokenEndpoints.withoutOne(grants);
        if (homeless != null) {
            throw new IllegalArgumentException(TokenEndpoints.missing(homeless));
        }
        return new Grant(
                destinations,
                grants,
                settings,
                Map.of(),
                tools.isEmpty() ? null : new LinkedHashSet<>(tools),
                files.stream().map(FileGrant::parse).collect(Collectors.toSet()));
    }
}
