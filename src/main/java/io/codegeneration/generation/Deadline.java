package io.codegeneration.generation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * When the work of a request has to end, so that its answer still reaches the caller.
 *
 * @param end the moment; {@link Instant#MAX} where the door sets no limit
 */
public record Deadline(Instant end) {

    /** No limit but {@link #LONGEST}. */
    public static final Deadline NONE = new Deadline(Instant.MAX);

    /** The most that is ever left: what Lambda lets a function run. */
    static final Duration LONGEST = Duration.ofMinutes(15);

    /** What is left; zero where nothing is, at most 15 minutes. */
    Duration remaining(Clock clock) {
        Instant now = clock.instant();
        if (!now.isBefore(end)) {
            return Duration.ZERO;
        }
        return end.isBefore(now.plus(LONGEST)) ? Duration.between(now, end) : LONGEST;
    }
}
