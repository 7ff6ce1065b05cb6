package io.codegeneration.generation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The time by which the work of a request must end, so that the answer still reaches the caller.
 *
 * @param end the moment; {@link Instant#MAX} if the event source sets no limit
 */
public record Deadline(Instant end) {

    /** No limit but {@link #LONGEST}. */
    public static final Deadline NONE = new Deadline(Instant.MAX);

    /** The most time that is ever left: what Lambda lets a function run. */
    public static final Duration LONGEST = Duration.ofMinutes(15);

    /** A write gets at least this long, even after the deadline: what it writes was paid for. */
    public static final Duration SHORTEST_WRITE = Duration.ofMillis(500);

    /** What the last writes may need after the deadline. */
    public static final Duration LATEST_WRITES = SHORTEST_WRITE.multipliedBy(3);

    /** Returns the time left: zero to 15 minutes. */
    public Duration remaining(Clock clock) {
        Instant now = clock.instant();
        if (!now.isBefore(end)) {
            return Duration.ZERO;
        }
        return end.isBefore(now.plus(LONGEST)) ? Duration.between(now, end) : LONGEST;
    }

    /** Returns how long a read or write of the store may take: the time left, but at least {@link #SHORTEST_WRITE}. */
    public Duration forWrites(Clock clock) {
        Duration remaining = remaining(clock);
        return remaining.compareTo(SHORTEST_WRITE) < 0 ? SHORTEST_WRITE : remaining;
    }
}
