package dev.stoplock.gate.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stoplock.core.model.EffectId;
import dev.stoplock.core.model.Grant;
import dev.stoplock.core.model.Limits;
import dev.stoplock.core.model.Modes;
import dev.stoplock.core.model.ServerName;
import dev.stoplock.core.model.ServerPolicy;
import dev.stoplock.core.policy.Leave;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ServerBreakersTest {

    private static final int AT_ONCE = 16;

    private final ServerBreakers breakers =
            new ServerBreakers(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    private static ServerPolicy policy(String server) {
        return new ServerPolicy(
                new ServerName(server),
                Grant.NONE,
                List.of(),
                null,
                Modes.ENFORCE,
                new Limits(5, 5));
    }

    private static List<Leave> atOnce(Callable<Leave> ask) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(AT_ONCE);
        List<Future<Leave>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int i = 0; i < AT_ONCE; i++) {
                asked.add(
                        threads.submit(() -> {
                            barrier.await();
                            return ask.call();
                        }));
            }
        }
        List<Leave> leaves = new ArrayList<>();
        for (Future<Leave> each : asked) {
            leaves.add(each.get());
        }
        return leaves;
    }

    private static void assertFivePassAndOneOpens(List<Leave> leaves) {
        assertThat(leaves.stream().filter(leave -> leave instanceof Leave.Granted)).hasSize(5);
        assertThat(
                        leaves.stream()
                                .filter(leave ->
                                        leave instanceof Leave.Exceeded exceeded
                                                && exceeded.opens()))
                .hasSize(1);
    }

    @Test
    void sixteenAtOnceDoNotPassTheLimitTogether() throws Exception {
        breakers.begin(List.of());
        for (int round = 0; round < 50; round++) {
            ServerPolicy server = policy("s" + round);
            EffectId effect = new EffectId("e" + round);
            assertFivePassAndOneOpens(atOnce(() -> breakers.call(server, "send", "same")));
            assertFivePassAndOneOpens(atOnce(() -> breakers.mails(server, effect, 1)));
        }
    }

    @Test
    void nobodyGetsLeaveBeforeTheLedgerIsRead() throws Exception {
        ServerPolicy server = policy("waits");
        try (ExecutorService one = Executors.newSingleThreadExecutor()) {
            Future<Leave> asked = one.submit(() -> breakers.call(server, "send", "same"));
            assertThat(asked.isDone()).isFalse();
            breakers.begin(List.of());
            assertThat(asked.get()).isInstanceOf(Leave.Granted.class);
        }
    }
}
