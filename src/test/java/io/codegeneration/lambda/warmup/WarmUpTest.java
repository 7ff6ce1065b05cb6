package io.codegeneration.lambda.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codegeneration.aws.Rehearsal;
import io.codegeneration.aws.ServiceConnections;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    private final AtomicInteger rehearsals = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void connectsEverythingAndRehearses() {
        CountDownLatch connected = new CountDownLatch(2);
        WarmUp warmUp = warmUp(Duration.ofSeconds(30), remote(connected::countDown), remote(connected::countDown));

        warmUp.begin();
        warmUp.finish();

        assertThat(connected.getCount()).isZero();
        assertThat(rehearsals).hasValue(1);
    }

    @Test
    void goesOnWhereSomethingFails() {
        WarmUp warmUp = warmUp(Duration.ofSeconds(30), remote(() -> {
            throw new IllegalStateException("unreachable");
        }));

        warmUp.begin();
        warmUp.finish();

        assertThat(rehearsals).hasValue(1);
    }

    @Test
    void goesOnWhenItsTimeIsOver() {
        WarmUp warmUp = warmUp(Duration.ofMillis(50), remote(this::hang));

        warmUp.begin();
        warmUp.finish();

        assertThat(never.getCount()).isOne();
    }

    @Test
    void runsOnceAndOnlyBeforeTheFirstEvent() {
        ProxySelector usual = ProxySelector.getDefault();
        try {
            FirstEvent.before(rehearsals::incrementAndGet);
            ProxySelector.getDefault().select(URI.create("http://127.0.0.1:9001/model/m/converse"));
            assertThat(rehearsals).hasValue(0);

            URI next = URI.create("http://127.0.0.1:9001/2018-06-01/runtime/invocation/next");
            ProxySelector.getDefault().select(next);
            ProxySelector.getDefault().select(next);

            assertThat(rehearsals).hasValue(1);
            assertThat(ProxySelector.getDefault()).isSameAs(usual);
        } finally {
            ProxySelector.setDefault(usual);
        }
    }

    @Test
    void neverEndsARehearsalThatDidNotSucceed() {
        Rehearsal rehearsal = new Rehearsal();

        // Nothing runs here that could answer.
        assertThatThrownBy(() -> new WarmUpRequest(rehearsal).run()).isInstanceOf(RuntimeException.class);

        assertThat(rehearsal.covers(rehearsal.mark().getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    private void hang() {
        try {
            never.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private WarmUp warmUp(Duration limit, ServiceConnections... remotes) {
        WarmUpConfig config = new WarmUpConfig() {

            @Override
            public boolean enabled() {
                return true;
            }

            @Override
            public Duration limit() {
                return limit;
            }
        };
        WarmUpRequest request = new WarmUpRequest(new Rehearsal()) {

            @Override
            boolean run() throws IOException {
                rehearsals.incrementAndGet();
                return true;
            }
        };
        return new WarmUp(config, request, List.of(remotes), Optional.empty());
    }

    private static ServiceConnections remote(Runnable connect) {
        return new ServiceConnections() {

            @Override
            public String name() {
                return "remote";
            }

            @Override
            public void connect() {
                connect.run();
            }

            @Override
            public void createClient() {}

            @Override
            public void readPending() {}
        };
    }
}
