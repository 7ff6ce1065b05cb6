package io.codegeneration.aws;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The time that a call of the SDK has, repetitions and pauses included. The SDK does not tell an HTTP client how long a call
 * may take; its synchronous clients send on the thread of their caller, so the limit belongs to the thread. Immutable.
 */
public final class TimeLimit {

    private static final ThreadLocal<TimeLimit> CURRENT = new ThreadLocal<>();

    /** Longest silence of the peer in the current call; null if only the transport's own limit holds. */
    private static final ThreadLocal<Duration> SILENCE = new ThreadLocal<>();

    /** Longer than any process lives; far from the overflow of {@link System#nanoTime()}. */
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
     * Makes a call of the SDK that ends, if need be in the middle of a read or a write, when the time is over: with {@link
     * software.amazon.awssdk.core.exception.ApiCallTimeoutException}. A limit around this one holds as well.
     *
     * @param duration time for everything that the call does, not only for one attempt
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

    /** The limit of the call that this thread makes; without one, a limit that is never over. */
    static TimeLimit current() {
        TimeLimit current = CURRENT.get();
        return current == null ? NONE : current;
    }

    /** The shorter one of a pause and the time that the current call has left, so that no pause outlasts its call. */
    public static Duration pause(Duration wanted) {
        long left = Math.max(0, current().left());
        return wanted.toNanos() > left ? Duration.ofNanos(left) : wanted;
    }

    /** The earlier end of this limit and of one that begins now. */
    TimeLimit atMost(Duration duration) {
        long limit = System.nanoTime() + Math.min(duration.toNanos(), Long.MAX_VALUE / 4);
        return limit - end < 0 ? new TimeLimit(limit) : this;
    }

    /** The time that is left in nanoseconds; zero or less if it is over. */
    long left() {
        return end - System.nanoTime();
    }

    boolean isOver() {
        return left() <= 0;
    }

    /** The time that is left in milliseconds, rounded up, as timeouts of the system have it; at least 0. */
    long leftMillis() {
        long left = Math.max(0, left());
        return TimeUnit.NANOSECONDS.toMillis(left + TimeUnit.MILLISECONDS.toNanos(1) - 1);
    }
}
