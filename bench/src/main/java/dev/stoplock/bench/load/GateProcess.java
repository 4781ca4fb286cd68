package dev.stoplock.bench.load;

import dev.stoplock.core.call.LeaseRules;
import dev.stoplock.core.detect.Detectors;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Limits;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.SecretGrant;
import dev.stoplock.core.model.SecretName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.model.Upstream;
import dev.stoplock.gate.detect.Detection;
import dev.stoplock.gate.detect.ServerBreakers;
import dev.stoplock.gate.egress.CertificateAuthority;
import dev.stoplock.gate.egress.SandboxEgress;
import dev.stoplock.gate.egress.ServerTls;
import dev.stoplock.gate.egress.Spool;
import dev.stoplock.gate.egress.Stages;
import dev.stoplock.gate.egress.UpstreamDialer;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.ledger.LedgerReader;
import dev.stoplock.gate.mcp.InstanceLeases;
import dev.stoplock.gate.port.Guarded;
import dev.stoplock.gate.port.HostNamespace;
import dev.stoplock.gate.port.Leases;
import dev.stoplock.gate.port.Refused;
import dev.stoplock.gate.secrets.SecretBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A process with the gate's egress as it is wired for production, but for its capture, which is a
 * {@link LoopbackCapture}: there is no sandbox in front of it. It prints where it listens, the
 * placeholder, and who does its TLS, and runs until its standard input ends.
 */
final class GateProcess {

    private static final Duration HANDSHAKE = Duration.ofSeconds(20);
    private static final SecretName TOKEN = new SecretName("POSTMARK_SERVER_TOKEN");

    private GateProcess() {}

    /** Arguments: the home's folder, the upstream's authority and port, how many calls are open. */
    public static void main(String[] arguments) throws IOException, InterruptedException, Refused {
        Path home = Path.of(arguments[0]);
        Upstream upstream =
                new Upstream(
                        List.of(arguments[1]),
                        null,
                        Map.of(Mails.API, "127.0.0.1:" + arguments[2]),
                        true);
        run(home, upstream, Integer.parseInt(arguments[3]));
    }

    private static void run(Path home, Upstream upstream, int calls) throws IOException, Refused {
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        HostNamespace namespace = HostNamespace.here();
        Path keys = home.resolve("keys");
        try (Ledger ledger =
                Ledger.open(home.resolve("ledger"), keys, "bench.local/ledger", clock)) {
            ServerTls tls =
                    ServerTls.open(CertificateAuthority.open(home.resolve("ca"), clock), HANDSHAKE);
            SecretBroker secrets = new SecretBroker(home.resolve("secrets"), keys, random);
            Destination api = new Destination(Mails.API, Destination.HTTPS);
            Set<SecretGrant> grants = Set.of(new SecretGrant(TOKEN, api));
            ServerPolicy policy =
                    new ServerPolicy(
                            Mails.SERVER,
                            new Grant(
                                    Set.of(api),
                                    grants,
                                    Map.of("DEFAULT_SENDER_EMAIL", Mails.FROM)),
                            List.of(),
                            null,
                            Modes.ENFORCE,
                            new Limits(Limits.LARGEST, Limits.LARGEST));
            ServerBreakers breakers = new ServerBreakers(clock);
            Leases leases = new InstanceLeases(LeaseRules.DEFAULT);
            AskingAgent agent = new AskingAgent(ledger, leases, clock);
            SandboxEgress egress =
                    new SandboxEgress(
                            Stages.REAL,
                            tls,
                            secrets,
                            agent,
                            breakers,
                            way ->
                                    new UpstreamDialer(
                                            way,
                                            List.of(),
                                            namespace,
                                            UpstreamDialer.Limits.DEFAULT),
                            Spool.open(home.resolve("uploads")),
                            clock);
            Guarded guarded =
                    new Guarded(Mails.INSTANCE, policy, leases, upstream, System.err::println);
            LoopbackCapture capture = LoopbackCapture.open();
            String placeholder = secrets.issue(Mails.INSTANCE, grants).byName().get(TOKEN);
            agent.begin(calls);
            LedgerReader history = new LedgerReader(home.resolve("ledger"), keys);
            try (var detection =
                            Detection.start(
                                    Detectors.ALL, history, ledger, ledger, ledger, breakers);
                    var door = egress.open(guarded, capture)) {
                capture.lookUp(Mails.API);
                System.out.println(capture.port() + " " + placeholder + " " + tls.provider());
                System.in.transferTo(java.io.OutputStream.nullOutputStream());
                System.out.println(agent.steps().median().line());
            }
        }
    }
}
