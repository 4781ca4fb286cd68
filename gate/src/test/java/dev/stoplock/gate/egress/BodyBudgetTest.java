package dev.stoplock.gate.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What the connections of one instance may hold together. */
class BodyBudgetTest {

    private static final long LIMIT = 10 << 20;
    private static final long HALF = 5 << 20;

    private final BodyBudget budget = new BodyBudget(LIMIT);

    @Test
    void whatIsTakenIsNotGivenTwiceAndComesBack() {
        BodyBudget.Share one = budget.share();
        BodyBudget.Share other = budget.share();
        assertThat(one.request(HALF)).isTrue();
        assertThat(other.request(HALF)).isTrue();
        assertThat(one.reply(100_000)).isFalse();
        assertThat(one.request(HALF + 1)).isFalse();
        assertThat(budget.given()).as("what was refused is not counted").isEqualTo(LIMIT);
        other.close();
        other.close();
        assertThat(budget.given()).isEqualTo(HALF);
        assertThat(one.reply(HALF)).isTrue();
        one.close();
        assertThat(budget.given()).isZero();
    }

    @Test
    void aSmallBodyIsTakenEvenWhereThereIsNoRoom() {
        assertThat(budget.share().request(LIMIT)).isTrue();
        BodyBudget.Share small = budget.share();
        assertThat(small.request(64 << 10)).isTrue();
        assertThat(small.request((64 << 10) + 1)).isFalse();
    }

    @Test
    void thoseWhoAskAtTheSameMomentGetNoMoreThanThereIs() throws Exception {
        int asking = 200;
        CountDownLatch together = new CountDownLatch(asking);
        List<Future<Boolean>> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < asking; i++) {
                answers.add(
                        threads.submit(() -> {
                            together.countDown();
                            together.await();
                            return budget.share().request(1 << 20);
                        }));
            }
        }
        int given = 0;
        for (Future<Boolean> each : answers) {
            given += each.get() ? 1 : 0;
        }
        assertThat(given).isEqualTo(10);
        assertThat(budget.given()).isEqualTo(LIMIT);
    }
}
