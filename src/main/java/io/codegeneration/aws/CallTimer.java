package io.codegeneration.aws;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends calls of the SDK whose time is up. The executors that its clients make for themselves keep the limit of a call, and
 * with it the call, until its time is up, however soon it was answered; and each starts five threads for it.
 */
@Singleton
public class CallTimer {

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, CallTimer::thread) {
        @Override
        public ScheduledFuture<?> schedule(Runnable end, long delay, TimeUnit unit) {
            // Closing a connection can take as long as what it is closed for: no other call waits for that.
            return super.schedule(() -> thread(end).start(), delay, unit);
        }
    };

    public CallTimer() {
        executor.setRemoveOnCancelPolicy(true);
    }

    /** For clients of the SDK; they do not close it. */
    public ScheduledExecutorService executor() {
        return executor;
    }

    @PreDestroy
    void close() {
        executor.shutdownNow();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "call timer");
        thread.setDaemon(true);
        return thread;
    }
}
