package io.codegeneration.api;

import java.io.IOException;
import java.time.Duration;

/** Closes the connection of a caller who reads nothing for {@link #LIMIT}, which ends the write that waits. */
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
