package dev.stoplock.app;

import dev.stoplock.core.json.Json;
import dev.stoplock.core.lock.Lockfile;
import dev.stoplock.core.lock.LockfileText;
import dev.stoplock.core.model.Event;
import dev.stoplock.core.model.LockEntry;
import dev.stoplock.gate.cli.Site;
import dev.stoplock.gate.cli.Terminal;
import dev.stoplock.gate.cli.UpCommand;
import dev.stoplock.gate.config.AcceptedEntries;
import dev.stoplock.gate.config.Home;
import dev.stoplock.gate.daemon.Daemon;
import dev.stoplock.gate.daemon.Instances;
import dev.stoplock.gate.egress.CertificateAuthority;
import dev.stoplock.gate.egress.SandboxEgress;
import dev.stoplock.gate.egress.ServerTls;
import dev.stoplock.gate.egress.UpstreamDialer;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.mcp.StdioSessions;
import dev.stoplock.gate.port.Entries;
import dev.stoplock.gate.port.HostNamespace;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.registry.TreeStore;
import dev.stoplock.gate.sandbox.BubblewrapSandboxes;
import dev.stoplock.gate.secrets.SecretBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Puts a gate together and runs it until it is stopped: ledger first, door last. */
final class Wiring implements UpCommand.Gates {

    private static final Duration HANDSHAKE = Duration.ofSeconds(20);

    private final Site site;

    Wiring(Site site) {
        this.site = site;
    }

    @Override
    public void run(Home home, Terminal terminal) throws Refused, IOException, InterruptedException {
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        HostNamespace namespace = HostNamespace.here();
        Instant since = clock.instant();
        try (Ledger ledger = Ledger.open(home.ledger(), home.keys(), "stoplock.local/ledger", clock)) {
            CertificateAuthority authority = CertificateAuthority.open(home.ca(), clock);
            ServerTls tls = ServerTls.open(authority, HANDSHAKE);
            SecretBroker secrets = new SecretBroker(home.secrets(), home.keys(), random);
            Entries entries = new AcceptedEntries(home, ledger);
            SandboxEgress egress =
                    new SandboxEgress(
                            tls,
                            secrets,
                            ledger,
                            upstream -> new UpstreamDialer(upstream, bundles(), namespace, UpstreamDialer.Limits.DEFAULT),
                            clock);
            try (BubblewrapSandboxes sandboxes = new BubblewrapSandboxes(home.run(), authority.pem(), random)) {
                Instances instances =
                        new Instances(
                                entries,
                                new TreeStore(home.store(), site.environment()),
                                secrets,
                                sandboxes,
                                egress,
                                new StdioSessions(ledger, secrets, clock),
                                ledger,
                                random,
                                home.logs());
                try (Daemon daemon = Daemon.open(home.socket(), new Handlers(instances, entries, ledger).all())) {
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(daemon), "stop"));
                    terminal.progress("up for " + home.folder() + " · TLS by " + tls.provider());
                    daemon.serve();
                    instances.stop();
                    instances.awaitEnd();
                }
            }
            ledger.append(new Event.Stopped(since));
        }
    }
}
