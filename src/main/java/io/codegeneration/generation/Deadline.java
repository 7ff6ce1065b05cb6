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
    public static final Duration LONGEST = Duration.ofMinutes(15);

    /** A write gets at least this long, even where the deadline is nearer: what it writes was paid for. */
    public static final Duration SHORTEST_WRITE = Duration.ofMillis(500);

    /** What is left; zero where nothing is, at most 15 minutes. */
    public Duration remaining(Clock clock) {
        Instant now = clock.instant();
        if (!now.isBefore(end)) {
            return Duration.ZERO;
        }
        return end.isBefore(now.plus(LONGEST)) ? Duration.between(now, end) : LONGEST;
    }

    /** How long a read or write of the store may take: what is left, and a little more where that is next to nothing. */
    public Duration forWrites(Clock clock) {
        Duration remaining = remaining(clock);
        return remaining.compareTo(SHORTEST_WRITE) < 0 ? SHORTEST_WRITE : remaining;
    }
}
