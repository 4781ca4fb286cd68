package dev.stoplock.app;

import dev.stoplock.core.detect.Detectors;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.ProxyLogin;
import dev.stoplock.core.model.Refusal;
import dev.stoplock.gate.cli.Site;
import dev.stoplock.gate.cli.Terminal;
import dev.stoplock.gate.cli.UpCommand;
import dev.stoplock.gate.config.AcceptedEntries;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.config.HomeConfig;
import dev.stoplock.gate.config.HomeSecrets;
import dev.stoplock.gate.config.NamedServers;
import dev.stoplock.gate.console.Console;
import dev.stoplock.gate.daemon.Daemon;
import dev.stoplock.gate.daemon.Handlers;
import dev.stoplock.gate.daemon.Instances;
import dev.stoplock.gate.daemon.Standing;
import dev.stoplock.gate.detect.Detection;
import dev.stoplock.gate.detect.ServerBreakers;
import dev.stoplock.gate.egress.CertificateAuthority;
import dev.stoplock.gate.egress.JavaTrust;
import dev.stoplock.gate.egress.SandboxEgress;
import dev.stoplock.gate.egress.ServerTls;
import dev.stoplock.gate.egress.Spool;
import dev.stoplock.gate.egress.UpstreamDialer;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.mcp.StdioSessions;
import dev.stoplock.gate.port.Breakers;
import dev.stoplock.gate.port.Entries;
import dev.stoplock.gate.port.HostNamespace;
import dev.stoplock.gate.port.Recorder;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.port.Secrets;
import dev.stoplock.gate.registry.TreeStore;
import dev.stoplock.gate.sandbox.BubblewrapSandboxes;
import dev.stoplock.gate.secrets.SecretBroker;
import dev.stoplock.gate.secrets.SecretValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** Puts a gate together and runs it until it is stopped: ledger first, door last. */
final class Wiring implements UpCommand.Gates {

    private static final Duration HANDSHAKE = Duration.ofSeconds(20);

    private final Site site;
    private final Parts parts;

    Wiring(Site site, Parts parts) {
        this.site = site;
        this.parts = parts;
    }

    @Override
    public void run(Home home, Terminal terminal, boolean attended)
            throws Refused, IOException, InterruptedException {
        Clock clock = parts.clock();
        SecureRandom random = new SecureRandom();
        HostNamespace namespace = HostNamespace.here();
        Instant since = clock.instant();
        InstantSource steady = new SteadyTime(since, System::nanoTime);
        Stopping stopping = new Stopping();
        try (Ledger ledger =
                Ledger.open(
                        home.ledger(),
                        home.keys(),
                        "stoplock.local/ledger",
                        clock,
                        sentence ->
                                terminal.refuse(
                                        Refusal.of(
                                                Refusal.Exit.LEDGER,
                                                "ledger.unavailable",
                                                sentence,
                                                Recorder.MEND)))) {
            Recorder recorder = parts.ledger().apply(ledger);
            Standing standing =
                    new Standing(
                            new LedgerReader(home.ledger(), home.keys()).records(),
                            recorder,
                            clock,
                            new NamedServers(home)::mayHave);
            CertificateAuthority authority = CertificateAuthority.open(home.ca(), clock);
            ServerTls tls = ServerTls.open(authority, HANDSHAKE);
            Secrets secrets =
                    parts.credentials().apply(new SecretBroker(values(home), home.keys(), random));
            ServerBreakers usage = new ServerBreakers(clock);
            Breakers breakers = parts.breakers().apply(usage);
            Entries entries = parts.entries().apply(new AcceptedEntries(home, recorder));
            SandboxEgress egress =
                    new SandboxEgress(
                            parts.stages(),
                            parts.handshakes().apply(tls),
                            secrets,
                            recorder,
                            breakers,
                            parts.dial().apply(dialers(namespace, values(home))),
                            Spool.open(home.uploads()),
                            steady);
            try (Detection detection =
                            Detection.start(
                                    detectors(home, terminal),
                                    new LedgerReader(home.ledger(), home.keys()),
                                    ledger,
                                    ledger,
                                    ledger,
                                    usage);
                    BubblewrapSandboxes sandboxes =
                            new BubblewrapSandboxes(
                                    home.run(),
                                    authority.pem(),
                                    JavaTrust.write(home.trust(), authority.pem()),
                                    random)) {
                Instances instances =
                        new Instances(
                                entries,
                                parts.store()
                                        .apply(new TreeStore(home.store(), site.environment())),
                                secrets,
                                parts.sandboxes().apply(sandboxes),
                                egress,
                                new StdioSessions(recorder, secrets, breakers, steady),
                                recorder,
                                random,
                                home.logs(),
                                standing);
                try (ServedConsole console =
                        ServedConsole.start(
                                new Console.Parts(
                                        home,
                                        ledger,
                                        site.self(),
                                        clock,
                                        steady,
                                        random,
                                        Console.Parts.RUN_LIMIT),
                                terminal,
                                attended)) {
                    Handlers handlers =
                            new Handlers(
                                    instances,
                                    entries,
                                    ledger,
                                    standing,
                                    recorder,
                                    ledger,
                                    console::answer,
                                    stopping::ask);
                    serve(home, terminal, stopping, instances, handlers, tls.provider(), console);
                }
            }
            ledger.append(new Event.Stopped(since));
        } finally {
            stopping.done();
        }
    }

    private SecretValues values(Home home) {
        return new SecretValues(new HomeSecrets(home), home.secrets(), site.environment());
    }

    /** Those the settings leave on; settings that cannot be read switch none off. */
    private static Detectors detectors(Home home, Terminal terminal) throws IOException {
        try {
            return Detectors.without(HomeConfig.read(home.configFile()).openDetectors());
        } catch (Refused e) {
            terminal.progress("every detector is on: " + e.refusal().sentence());
            return Detectors.ALL;
        }
    }

    private SandboxEgress.Dialers dialers(HostNamespace namespace, SecretValues values) {
        return upstream -> {
            ProxyLogin login = upstream.login();
            return new UpstreamDialer(
                    upstream,
                    login == null ? null : values.load(login.password()),
                    bundles(),
                    namespace,
                    UpstreamDialer.Limits.DEFAULT);
        };
    }

    private static void serve(
            Home home,
            Terminal terminal,
            Stopping stopping,
            Instances instances,
            Handlers handlers,
            String provider,
            ServedConsole console)
            throws IOException, InterruptedException {
        try (Daemon daemon = Daemon.open(home.socket(), handlers.all())) {
            stopping.stops(daemon);
            terminal.progress("up for " + home.folder() + " · TLS by " + provider);
            java.io.Console seen = System.console();
            console.announce(terminal, seen != null && seen.isTerminal());
            daemon.serve();
            instances.stop();
        }
    }

    /** The authorities the host trusts beside Java's own, as its environment names them. */
    private List<Path> bundles() {
        return Stream.of("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
                .flatMap(name -> Stream.ofNullable(site.environment().get(name)))
                .distinct()
                .map(Path::of)
                .filter(Files::isReadable)
                .toList();
    }
}
