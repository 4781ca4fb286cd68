package dev.stoplock.gate.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stoplock.core.effect.Exchange;
import dev.stoplock.core.model.Destination;
import dev.stoplock.core.model.InstanceId;
import dev.stoplock.core.model.Mode;
import dev.stoplock.core.model.RuleId;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.Verdict;
import dev.stoplock.core.policy.Judgement;
import dev.stoplock.core.wire.http1.Fields;
import dev.stoplock.core.wire.http1.RequestHead;
import dev.stoplock.gate.ledger.Ledger;
import dev.stoplock.gate.port.Secrets;
import dev.stoplock.gate.secrets.SecretBroker;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a connection that was dialled and is not used after all. */
class ForwarderTest {

    private static final InstanceId INSTANCE = new InstanceId("tracker-1");
    private static final Destination API = Destination.parse("http://api.tracker.example:8080");
    private static final Judgement ALLOWED =
            new Judgement(
                    new Verdict.Allow(new RuleId("contract.explained"), "as asked"),
                    Mode.ENFORCE,
                    true,
                    null,
                    List.of(),
                    List.of());

    @TempDir Path home;

    @Test
    void aThrowBeforeTheLatchClosesWhatWasDialled() throws Exception {
        Secrets secrets = new SecretBroker(home, home, new SecureRandom());
        Exchange exchange =
                new Exchange(
                        API, new RequestHead("GET", "/v1", new Fields(List.of())), new byte[0]);
        Clock clock = Clock.systemUTC();
        try (Ledger ledger = Ledger.open(home.resolve("ledger"), home, "test.example/log", clock);
                ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Dialer dialer =
                    destination -> {
                        try {
                            return new Dialer.Dialled(
                                    new Socket(peer.getInetAddress(), peer.getLocalPort()), "here");
                        } catch (java.io.IOException e) {
                            throw new NotConnected("upstream.connect", destination, e + "");
                        }
                    };
            Latch latch = new Latch();
            Forwarder forwarder =
                    new Forwarder(
                            new Credentials(INSTANCE, secrets),
                            dialer,
                            latch,
                            new Returned(INSTANCE, secrets, new Bodies(INSTANCE, secrets)),
                            new TokenReplies(
                                    INSTANCE, new ServerName("mail"), secrets, ledger, clock));
            IllegalStateException broken = new IllegalStateException("planted");
            assertThatThrownBy(() ->
                            forwarder.forward(
                                    exchange,
                                    ALLOWED,
                                    () -> {
                                        throw broken;
                                    },
                                    new BodyBudget(1 << 20).share(),
                                    null))
                    .isSameAs(broken);
            try (Socket theirs = peer.accept()) {
                theirs.setSoTimeout(5_000);
                assertThat(theirs.getInputStream().read()).as("closed, nothing said").isEqualTo(-1);
            }
        }
    }
}
