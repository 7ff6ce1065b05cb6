package io.codegeneration.aws;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The time limit of an SDK call, including its repetitions and pauses. The SDK does not tell its HTTP client how long a call may
 * take. Its synchronous clients send on the thread of the caller, so the limit is kept for each thread. Immutable.
 */
public final class TimeLimit {

    private static final ThreadLocal<TimeLimit> CURRENT = new ThreadLocal<>();

    /** Longest silence of the peer in the current call; null if only the transport's own limit holds. */
    private static final ThreadLocal<Duration> SILENCE = new ThreadLocal<>();

    /** A limit that is never reached. */
    private static final TimeLimit NONE = new TimeLimit(System.nanoTime() + Long.MAX_VALUE / 2);

    private final long end;

    private TimeLimit(long end) {
        this.end = end;
    }

    /** A limit that begins now. A negative duration is a limit that is over. */
    public static TimeLimit of(Duration duration) {
        return NONE.atMost(duration);
    }

    /**
     * Calls the SDK with a time limit. When the time is over, the call throws {@link
     * software.amazon.awssdk.core.exception.ApiCallTimeoutException}, even during a read or write. If this method is called within
     * another limited call, both limits apply.
     *
     * @param duration the limit for the whole call, not only for one attempt
     */
    public static <T> T within(Duration duration, Supplier<T> call) {
        TimeLimit outer = CURRENT.get();
        Duration outerSilence = SILENCE.get();
        CURRENT.set(current().atMost(duration));
        try {
            return call.get();
        } finally {
            restore(CURRENT, outer);
            restore(SILENCE, outerSilence);
        }
    }

    private static <T> void restore(ThreadLocal<T> local, T outer) {
        if (outer == null) {
            local.remove();
        } else {
            local.set(outer);
        }
    }

    /**
     * From now on, until the current call ends, a read that waits longer than this for the peer fails with an {@link
     * java.io.IOException}. The transport's own limit of silence holds as well.
     *
     * @throws IllegalStateException outside of {@link #within}
     */
    public static void limitSilence(Duration longest) {
        if (CURRENT.get() == null) {
            throw new IllegalStateException("no call has a time limit here");
        }
        SILENCE.set(longest);
    }

    /** The end of a wait for the peer that begins now, in the current call of this thread. */
    TimeLimit endOfSilence() {
        Duration silence = SILENCE.get();
        return silence == null ? this : atMost(silence);
    }

    /** Returns the limit of the current call of this thread; without one, a limit that is never reached. */
    static TimeLimit current() {
        TimeLimit current = CURRENT.get();
        return current == null ? NONE : current;
    }

    /** Shortens a pause to the remaining time of the current call. */
    public static Duration pause(Duration wanted) {
        long left = Math.max(0, current().left());
        return wanted.toNanos() > left ? Duration.ofNanos(left) : wanted;
    }

    /** Returns the earlier one of this limit and a limit that begins now. */
    TimeLimit atMost(Duration duration) {
        long limit = System.nanoTime() + Math.min(duration.toNanos(), Long.MAX_VALUE / 4);
        return limit - end < 0 ? new TimeLimit(limit) : this;
    }

    /** Returns the remaining time in nanoseconds; zero or less if the time is over. */
    long left() {
        return end - System.nanoTime();
    }

    boolean isOver() {
        return left() <= 0;
    }

    /** Returns the remaining time in milliseconds, rounded up and at least 0. */
    long leftMillis() {
        long left = Math.max(0, left());
        return TimeUnit.NANOSECONDS.toMillis(left + TimeUnit.MILLISECONDS.toNanos(1) - 1);
    }
}
