package io.codegeneration.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallTimerTest {

    private final CallTimer timer = new CallTimer();
    private final ThreadPoolExecutor executor = (ThreadPoolExecutor) timer.executor();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void stop() {
        never.countDown();
        timer.close();
    }

    @Test
    void letsGoOfALimitAsSoonAsItsCallHasEnded() {
        Future<?> limit = timer.executor().schedule(() -> {}, 1, TimeUnit.HOURS);
        assertThat(executor.getQueue()).hasSize(1);

        limit.cancel(false);

        assertThat(executor.getQueue()).isEmpty();
    }

    @Test
    void endsACallWhileAnotherIsStillBeingEnded() throws Exception {
        CountDownLatch second = new CountDownLatch(1);

        timer.executor().schedule(this::hang, 0, TimeUnit.NANOSECONDS);
        timer.executor().schedule(second::countDown, 0, TimeUnit.NANOSECONDS);

        assertThat(second.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void needsOneThreadWhileNoTimeIsUp() {
        for (int i = 0; i < 10; i++) {
            timer.executor().schedule(() -> {}, 1, TimeUnit.HOURS);
        }

        assertThat(executor.getPoolSize()).isEqualTo(1);
    }

    private void hang() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
