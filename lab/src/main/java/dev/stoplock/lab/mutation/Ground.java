package dev.stoplock.lab.mutation;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.model.AuditRecord;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.daemon.DaemonClient;
import dev.stoplock.gate.ledger.Bodies;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.lab.loopback.LabCertificates;
import dev.stoplock.lab.loopback.LoopbackHttp;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What one server is drilled on: a home of Stoplock as its user has it, with the command line as
 * the only door, and the outside world: a registry, and both mail APIs, the one it uses and the one
 * it may reach as well.
 */
final class Ground implements AutoCloseable {

    private static final Duration ADD = Duration.ofSeconds(240);
    private static final Duration QUICK = Duration.ofSeconds(60);
    private static final String AGENT = "mutation-drill";

    private final Subject subject;
    private final Path folder;
    private final Path project;
    private final Children children;
    private final Upstream upstream;
    private final Path authority;
    private final List<String> stoplock;
    private final Map<String, String> environment;
    private final Map<String, String> tokens;
    private final Peer api;
    private final Peer other;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable LabRegistry registry;

    private Ground(
            Subject subject,
            Path folder,
            Path project,
            Children children,
            Upstream upstream,
            Path authority,
            List<String> stoplock,
            Map<String, String> environment,
            Map<String, String> tokens,
            Peer api,
            Peer other) {
        this.subject = subject;
        this.folder = folder;
        this.project = project;
        this.children = children;
        this.upstream = upstream;
        this.authority = authority;
        this.stoplock = List.copyOf(stoplock);
        this.environment = Map.copyOf(environment);
        this.tokens = Map.copyOf(tokens);
        this.api = api;
        this.other = other;
    }

    static Ground open(
            Subject subject,
            StoryFolder place,
            Children children,
            Upstream upstream,
            LabCertificates certificates,
            Path authority,
            List<String> stoplock,
            Map<String, String> environment)
            throws IOException, GeneralSecurityException {
        SecureRandom random = new SecureRandom();
        Path folder = place.closed(subject.server());
        Path secrets = place.closed(subject.server() + "/secrets");
        Map<String, String> tokens = new HashMap<>();
        List<Peer> peers = new ArrayList<>();
        for (Api api : List.of(subject.api(), subject.other())) {
            byte[] bytes = new byte[18];
            random.nextBytes(bytes);
            String token = api.start() + HexFormat.of().formatHex(bytes);
            tokens.put(api.secret(), token);
            Path file =
                    Files.createFile(
                            secrets.resolve(api.secret()),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, token);
            peers.add(Peer.start(api, certificates.server(api.name()), token, random));
        }
        Map<String, String> kept = new HashMap<>(environment);
        kept.keySet().removeIf(name -> name.startsWith("STOPLOCK_"));
        kept.put("npm_config_cache", place.root().resolve("npm-cache").toString());
        kept.put("npm_config_noproxy", "127.0.0.1,localhost");
        return new Ground(
                subject,
                folder,
                place.closed(subject.server() + "-project"),
                children,
                upstream,
                authority,
                stoplock,
                kept,
                tokens,
                peers.getFirst(),
                peers.getLast());
    }

    Subject subject() {
        return subject;
    }

    Path home() {
        return folder;
    }

    /** Where its user works: the lockfile is there. */
    Path project() {
        return project;
    }

    Path lockfile() {
        return project.resolve("stoplock.lock");
    }

    DaemonClient daemon() throws Refused, IOException {
        return DaemonClient.connect(folder.resolve("daemon.sock"));
    }

    /** The API the server uses. */
    Peer api() {
        return api;
    }

    /** The API it may reach as well, and has no business with. */
    Peer other() {
        return other;
    }

    /** The bytes a stand-in was sent, with the secrets' places marked as in a recording. */
    String marked(String text) {
        String marked = text;
        for (Map.Entry<String, String> token : tokens.entrySet()) {
            marked = marked.replace(token.getValue(), "{{" + token.getKey() + "}}");
        }
        return marked;
    }

    /** Opens the registry, with this as postmark-mcp 1.0.16, and lets the home know it. */
    void publish(PostmarkPackage after) throws IOException {
        closeRegistry();
        LabRegistry opened =
                LabRegistry.start(
                        List.of(LoopbackHttp.listen()),
                        PostmarkPackage.before(),
                        after,
                        upstream,
                        Clock.systemUTC().instant());
        registry = opened;
        Files.writeString(
                folder.resolve("stoplock.yaml"),
                """
                registries:
                  npm: http://127.0.0.1:%d
                upstream:
                  ca: ["%s"]
                  dial: {%s: "127.0.0.1:%d", %s: "127.0.0.1:%d"}
                  only: dial
                # a drill mails more, and asks for the same more often, than any agent should
                servers:
                  %s:
                    limits:
                      mails-per-hour: 1000000
                      identical-calls: 1000000
                """
                        .formatted(
                                opened.port(),
                                authority,
                                subject.api().host(),
                                api.port(),
                                subject.other().host(),
                                other.port(),
                                subject.server()));
    }

    /** {@code stoplock add SOURCE} under the server's name, for both APIs. */
    void add(String source, String... options) throws Refused, IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("add", source, "--name", subject.server()));
        for (Api each : List.of(subject.api(), subject.other())) {
            words.addAll(List.of("--network", each.host()));
            // of an API that nobody knows its user says where the credential belongs
            boolean named =
                    each == subject.api() && subject.mailing() == null && !each.speaksSmtp();
            String place = named ? " in header " + each.credential() : "";
            words.addAll(List.of("--secret", each.secret() + "@" + each.host() + place));
        }
        subject.settings()
                .forEach((name, value) -> words.addAll(List.of("--env", name + "=" + value)));
        words.addAll(List.of(options));
        command("add", ADD, words);
        narrow();
    }

    /** {@code stoplock WORDS} in the project's folder; refuses where it fails. */
    void command(String title, Duration limit, List<String> words)
            throws Refused, IOException, InterruptedException {
        Children.Ended ended =
                children.run(
                        subject.server() + "-" + title, project, environment, limit, line(words));
        if (ended.code() != 0) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "drill.command",
                    "`stoplock "
                            + words.getFirst()
                            + " "
                            + words.get(1)
                            + "` ended with code "
                            + ended.code()
                            + ": "
                            + ended.refusal(),
                    "run it by hand with --home " + folder);
        }
    }

    /** What an API that no adapter knows may be asked: its user writes it into the grant. */
    private void narrow() throws IOException {
        String host = "      - \"" + subject.host() + ":443\"";
        Path settings = folder.resolve("stoplock.yaml");
        String text = Files.readString(settings);
        if (subject.granted().equals(Granted.ALL) || text.contains(host + ": {")) {
            return;
        }
        if (!text.contains(host + "\n")) {
            throw new IOException("no grant of " + host.strip() + " stands in " + settings);
        }
        Files.writeString(
                settings, text.replace(host + "\n", host + ": " + subject.granted().text() + "\n"));
    }

    /** The constants that the server's user accepts, typed into the lockfile. */
    void accept() throws Refused, IOException, InterruptedException {
        if (subject.accepted().isEmpty()) {
            return;
        }
        Path lockfile = lockfile();
        String none = "accepted-destinations: []";
        String text = Files.readString(lockfile);
        if (!text.contains(none)) {
            throw new IOException("something is accepted already in " + lockfile);
        }
        StringBuilder lines = new StringBuilder("accepted-destinations:");
        for (String each : subject.accepted()) {
            lines.append("\n      - {address: \"")
                    .append(each)
                    .append("\", role: \"none\", by: \"mutation-drill\", on: \"2026-11-23\"}");
        }
        Files.writeString(lockfile, text.replace(none, lines));
        add(subject.source(), "--replace", "--why", "its constants are accepted");
    }

    /** {@code stoplock run NAME}, as an MCP client starts it. */
    Client run(String title) throws Refused, IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(line(List.of("run", subject.server(), "--agent", AGENT)))
                        .directory(project.toFile())
                        .redirectError(project.resolve(title + ".stderr").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return Client.open(builder);
    }

    /** The requests that the ledger holds as let go under a call, oldest first. */
    List<byte[]> recorded() throws Refused, IOException {
        try (DaemonClient daemon = daemon()) {
            daemon.ask(Json.object().put("do", "checkpoint").build());
        }
        Bodies bodies = Bodies.of(folder.resolve("ledger"));
        List<byte[]> requests = new ArrayList<>();
        for (AuditRecord record :
                new LedgerReader(folder.resolve("ledger"), folder.resolve("keys")).records()) {
            if (record.event() instanceof Event.Judged judged
                    && judged.leaves()
                    && judged.call() != null
                    && judged.request() != null
                    && bodies.read(judged.request()) instanceof Bodies.Body.Present(byte[] bytes)) {
                requests.add(bytes);
            }
        }
        return requests;
    }

    private List<String> line(List<String> words) {
        List<String> line = new ArrayList<>(stoplock);
        line.addAll(List.of("--home", folder.toString()));
        line.addAll(words);
        return line;
    }

    private void closeRegistry() throws IOException {
        LabRegistry open = registry;
        if (open != null) {
            open.close();
        }
    }

    /** Stops the daemon in order and closes the outside world; once. */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        try (api;
                other) {
            closeRegistry();
            ProcessBuilder builder =
                    new ProcessBuilder(line(List.of("down")))
                            .redirectErrorStream(true)
                            .redirectOutput(project.resolve("down.out").toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            Process down = builder.start();
            down.getOutputStream().close();
            if (!down.waitFor(QUICK.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)) {
                down.destroyForcibly();
                throw new IOException(
                        "the daemon of "
                                + folder
                                + " did not stop; see "
                                + project.resolve("down.out"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
