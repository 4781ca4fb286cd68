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
import dev.stoplock.lab.mail.MailApi;
import dev.stoplock.lab.mail.PostmarkApi;
import dev.stoplock.lab.mail.ResendApi;
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
    private final MailApi postmark;
    private final MailApi resend;
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
            MailApi postmark,
            MailApi resend) {
        this.subject = subject;
        this.folder = folder;
        this.project = project;
        this.children = children;
        this.upstream = upstream;
        this.authority = authority;
        this.stoplock = List.copyOf(stoplock);
        this.environment = Map.copyOf(environment);
        this.tokens = Map.copyOf(tokens);
        this.postmark = postmark;
        this.resend = resend;
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
        for (String name : List.of(Subject.POSTMARK_SECRET, Subject.RESEND_SECRET)) {
            byte[] bytes = new byte[18];
            random.nextBytes(bytes);
            tokens.put(
                    name,
                    (name.startsWith("RESEND") ? "re_" : "pm-") + HexFormat.of().formatHex(bytes));
            Path file =
                    Files.createFile(
                            secrets.resolve(name),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, tokens.get(name));
        }
        Clock clock = Clock.systemUTC();
        MailApi postmark =
                PostmarkApi.start(
                        List.of(LoopbackHttp.listen()),
                        certificates.server(Subject.POSTMARK),
                        String.valueOf(tokens.get(Subject.POSTMARK_SECRET)),
                        clock,
                        random);
        MailApi resend =
                ResendApi.start(
                        List.of(LoopbackHttp.listen()),
                        certificates.server(Subject.RESEND),
                        String.valueOf(tokens.get(Subject.RESEND_SECRET)),
                        clock,
                        random);
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
                postmark,
                resend);
    }

    Subject subject() {
        return subject;
    }

    Path home() {
        return folder;
    }

    /** The API the server uses. */
    MailApi api() {
        return subject.host().equals(Subject.POSTMARK) ? postmark : resend;
    }

    /** The API it may reach as well, and has no business with. */
    MailApi other() {
        return subject.host().equals(Subject.POSTMARK) ? resend : postmark;
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
                                Subject.POSTMARK,
                                postmark.port(),
                                Subject.RESEND,
                                resend.port(),
                                subject.server()));
    }

    /** {@code stoplock add SOURCE} under the server's name, for both APIs. */
    void add(String source, String... options) throws Refused, IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("add", source, "--name", subject.server()));
        for (String host : List.of(Subject.POSTMARK, Subject.RESEND)) {
            words.addAll(List.of("--network", host));
        }
        words.addAll(List.of("--secret", Subject.POSTMARK_SECRET + "@" + Subject.POSTMARK));
        words.addAll(List.of("--secret", Subject.RESEND_SECRET + "@" + Subject.RESEND));
        subject.settings()
                .forEach((name, value) -> words.addAll(List.of("--env", name + "=" + value)));
        words.addAll(List.of(options));
        Children.Ended ended =
                children.run(subject.server() + "-add", project, environment, ADD, line(words));
        if (ended.code() != 0) {
            throw new Refused(
                    Refusal.Exit.FAILED,
                    "drill.command",
                    "`stoplock add "
                            + source
                            + "` ended with code "
                            + ended.code()
                            + ": "
                            + ended.refusal(),
                    "run it by hand with --home " + folder);
        }
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
        try (DaemonClient daemon = DaemonClient.connect(folder.resolve("daemon.sock"))) {
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
        try (postmark;
                resend) {
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
