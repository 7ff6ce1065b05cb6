package io.codegeneration.generation;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Random pauses between attempts ("full jitter"): each is between zero and an upper limit that doubles with every attempt.
 *
 * @param first the upper limit of the first pause; positive
 * @param longest the upper limit of all pauses; at least {@code first}
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential backoff and jitter</a>
 */
public record Backoff(Duration first, Duration longest) {

    /** With more doublings, every limit is exceeded. */
    private static final int MOST_DOUBLINGS = 30;

    /**
     * Returns a pause.
     *
     * @param attempts the number of attempts that have failed; at least 1
     */
    public Duration pause(int attempts, RandomGenerator random) {
        long bound = first.toMillis() << Math.min(attempts - 1, MOST_DOUBLINGS);
        return Duration.ofMillis(random.nextLong(Math.min(bound, longest.toMillis()) + 1));
    }
}
