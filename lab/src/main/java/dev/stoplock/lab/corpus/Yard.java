package dev.stoplock.lab.corpus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.MailRule;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.loopback.Answer;
import dev.stoplock.lab.loopback.LabCertificates;
import dev.stoplock.lab.loopback.LoopbackHttp;
import dev.stoplock.lab.loopback.Received;
import dev.stoplock.lab.mutation.Client;
import dev.stoplock.lab.registry.LabRegistry;
import dev.stoplock.lab.registry.PostmarkPackage;
import dev.stoplock.lab.registry.Upstream;
import dev.stoplock.lab.world.Children;
import dev.stoplock.lab.world.StoryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Where one package of a case runs: a home of Stoplock as its user has it, with the command line as
 * the only door, a registry that holds the package, and a listener in the place of each granted
 * host, which answers every request with an empty object and keeps it.
 */
final class Yard implements AutoCloseable {

    private static final Duration ADD = Duration.ofSeconds(240);
    private static final Duration QUICK = Duration.ofSeconds(60);
    private static final String SERVER = PostmarkPackage.NAME;

    /** What all yards of one run share. */
    record Site(
            StoryFolder folder,
            Children children,
            Upstream upstream,
            LabCertificates certificates,
            Path authority,
            List<String> stoplock,
            Map<String, String> environment) {

        Site {
            stoplock = List.copyOf(stoplock);
            Map<String, String> kept = new HashMap<>(environment);
            kept.keySet().removeIf(name -> name.startsWith("STOPLOCK_"));
            kept.put("npm_config_cache", folder.root().resolve("npm-cache").toString());
            kept.put("npm_config_noproxy", "127.0.0.1,localhost");
            environment = Map.copyOf(kept);
        }
    }

    private final Site site;
    private final Path home;
    private final Path project;
    private final LabRegistry registry;
    private final Map<String, LoopbackHttp> hosts;
    private final List<String> arrived;

    private Yard(
            Site site,
            Path home,
            Path project,
            LabRegistry registry,
            Map<String, LoopbackHttp> hosts,
            List<String> arrived) {
        this.site = site;
        this.home = home;
        this.project = project;
        this.registry = registry;
        this.hosts = hosts;
        this.arrived = arrived;
    }

    /** Opens everything, and locks the package under the case's grant. */
    static Yard open(Site site, String name, ServerPolicy policy, Path program)
            throws Refused, IOException, InterruptedException, GeneralSecurityException {
        List<String> arrived = new CopyOnWriteArrayList<>();
        Map<String, LoopbackHttp> hosts = new LinkedHashMap<>();
        for (Destination each : policy.grant().network()) {
            if (!hosts.containsKey(each.host())) {
                hosts.put(each.host(), listener(site, each.host(), arrived));
            }
        }
        LabRegistry registry =
                LabRegistry.start(
                        List.of(LoopbackHttp.listen()),
                        PostmarkPackage.before(),
                        PostmarkPackage.fromDirectory(program),
                        site.upstream(),
                        Clock.systemUTC().instant());
        Path home = site.folder().closed(name);
        Yard yard =
                new Yard(
                        site,
                        home,
                        site.folder().closed(name + "-project"),
                        registry,
                        hosts,
                        arrived);
        try {
            secrets(site.folder().closed(name + "/secrets"), policy.grant());
            Files.writeString(home.resolve("stoplock.yaml"), yard.settings(policy));
            yard.add(policy.grant());
            return yard;
        } catch (Refused | IOException | InterruptedException e) {
            yard.close();
            throw e;
        }
    }

    private static LoopbackHttp listener(Site site, String host, List<String> arrived)
            throws IOException, GeneralSecurityException {
        return LoopbackHttp.start(
                List.of(LoopbackHttp.listen()),
                site.certificates().server(host),
                new LoopbackHttp.Handler() {
                    @Override
                    public Answer answer(Received request) {
                        arrived.add(new String(request.raw(), ISO_8859_1));
                        return Answer.json(200, "{}");
                    }

                    @Override
                    public void unreadable(byte[] raw, String reason) {
                        arrived.add(new String(raw, ISO_8859_1));
                    }
                });
    }

    private static void secrets(Path folder, Grant grant) throws IOException {
        for (String name :
                grant.secrets().stream()
                        .map(SecretGrant::name)
                        .map(SecretName::value)
                        .collect(Collectors.toSet())) {
            byte[] bytes = new byte[18];
            new SecureRandom().nextBytes(bytes);
            Path file =
                    Files.createFile(
                            folder.resolve(name),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, "lab-" + HexFormat.of().formatHex(bytes));
        }
    }

    private String settings(ServerPolicy policy) {
        StringBuilder text =
                new StringBuilder("console: off\nregistries:\n  npm: http://127.0.0.1:")
                        .append(registry.port())
                        .append("\nupstream:\n  ca: [\"")
                        .append(site.authority())
                        .append("\"]\n  only: dial\n  dial:\n");
        hosts.forEach((host, http) ->
                text.append("    \"")
                        .append(host)
                        .append("\": \"127.0.0.1:")
                        .append(http.port())
                        .append("\"\n"));
        MailRule mail = policy.mail();
        if (mail != null) {
            text.append("servers:\n  ").append(SERVER).append(":\n    mail:\n      to:\n");
            mail.to().forEach(to -> text.append("        - \"").append(to).append("\"\n"));
        }
        return text.toString();
    }

    private void add(Grant grant) throws Refused, IOException, InterruptedException {
        List<String> words =
                new ArrayList<>(List.of("add", "npm:" + SERVER + "@" + PostmarkPackage.AFTER));
        grant.network().forEach(each -> words.addAll(List.of("--network", each.toString())));
        grant.secrets().forEach(each -> words.addAll(List.of("--secret", each.toString())));
        grant.env().forEach((name, value) -> words.addAll(List.of("--env", name + "=" + value)));
        words.addAll(List.of("--by", "corpus", "--why", "corpus"));
        Children.Ended ended =
                site.children().run("add", project, site.environment(), ADD, line(words));
        if (ended.code() != 0) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "corpus.command",
                    "`stoplock add` ended with code " + ended.code() + ": " + ended.refusal(),
                    "run it by hand with --home " + home);
        }
    }

    /** {@code stoplock run}, as an MCP client starts it. */
    Client run() throws Refused, IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(line(List.of("run", SERVER, "--agent", "corpus")))
                        .directory(project.toFile())
                        .redirectError(project.resolve("stderr.txt").toFile());
        builder.environment().clear();
        builder.environment().putAll(site.environment());
        return Client.open(builder);
    }

    /** What the ledger holds as judged, oldest first. */
    List<Event.Judged> judged() throws Refused, IOException {
        try (DaemonClient daemon = DaemonClient.connect(home.resolve("daemon.sock"))) {
            daemon.ask(Json.object().put("do", "checkpoint").build());
        }
        List<Event.Judged> judged = new ArrayList<>();
        for (AuditRecord record :
                new LedgerReader(home.resolve("ledger"), home.resolve("keys")).records()) {
            if (record.event() instanceof Event.Judged event) {
                judged.add(event);
            }
        }
        return judged;
    }

    /** Whether anything that arrived at a granted host holds this text. */
    boolean hasArrived(String text) {
        return arrived.stream().anyMatch(each -> each.contains(text));
    }

    private List<String> line(List<String> words) {
        List<String> line = new ArrayList<>(site.stoplock());
        line.addAll(List.of("--home", home.toString()));
        line.addAll(words);
        return line;
    }

    /** Stops the daemon in order and closes the outside world. */
    @Override
    public void close() throws IOException {
        try {
            site.children().run("down", project, site.environment(), QUICK, line(List.of("down")));
        } catch (Refused e) {
            throw new IOException(e.refusal().sentence(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            registry.close();
            for (LoopbackHttp http : hosts.values()) {
                http.close();
            }
        }
    }
}
