package io.codegeneration.generation;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits between attempts. Thread-safe. */
@Singleton
public class Pauser {

    private final Sleeper sleeper;
    private final RandomGenerator random;

    public Pauser(Sleeper sleeper, RandomGenerator random) {
        this.sleeper = sleeper;
        this.random = random;
    }

    /**
     * Waits before a further attempt.
     *
     * @param attempts the number of attempts that have failed; at least 1
     * @param longest how long the pause may take; may be negative
     * @return false if the pause would take longer, or the thread was interrupted
     */
    public boolean pause(Backoff backoff, int attempts, Duration longest) {
        Duration pause = backoff.pause(attempts, random);
        if (pause.compareTo(longest) > 0) {
            return false;
        }
        try {
            sleeper.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
