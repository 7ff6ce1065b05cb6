package io.codegeneration.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BackoffTest {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(8));

    @Property
    void pausesAtMostTwiceAsLongAfterEachAttemptAndNeverLongerThanItsBound(
            @ForAll @IntRange(min = 1, max = 1_000) int attempts, @ForAll long seed) {
        Duration pause = BACKOFF.pause(attempts, new Random(seed));

        assertThat(pause).isBetween(Duration.ZERO, Duration.ofSeconds(8));
        if (attempts < 5) {
            assertThat(pause).isLessThanOrEqualTo(Duration.ofMillis(500L << (attempts - 1)));
        }
    }
}
