package io.codegeneration.api;

import io.netty.channel.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Closes the connection of a caller for whom one write waits longer than {@link #LIMIT}, which ends the write. */
final class WriteTimeout {

    static final Duration LIMIT = Duration.ofSeconds(30);

    /** Starts timers. */
    @FunctionalInterface
    interface Timers {

        /**
         * Runs an action once.
         *
         * @return cancels the timer
         */
        Runnable start(Duration delay, Runnable action);
    }

    /** A write that may block. */
    @FunctionalInterface
    interface Write {

        void run() throws IOException;
    }

    private final Timers timers;
    private final Runnable closeConnection;

    WriteTimeout(Timers timers, Runnable closeConnection) {
        this.timers = timers;
        this.closeConnection = closeConnection;
    }

    /** Returns the timeout for writes to a connection. */
    static WriteTimeout of(Channel channel) {
        Timers timers = (delay, action) -> {
            Future<?> timer = channel.eventLoop().schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> timer.cancel(false);
        };
        // Past Vert.x's handler, which would first wait until the caller has read everything.
        return new WriteTimeout(timers, () -> channel.pipeline().firstContext().close());
    }

    /**
     * Runs a write and closes the connection if the write takes longer than {@link #LIMIT}.
     *
     * @throws IOException the write's own, also after the connection was closed
     */
    void limit(Write write) throws IOException {
        Runnable cancel = timers.start(LIMIT, closeConnection);
        try {
            write.run();
        } finally {
            cancel.run();
        }
    }
}
