package io.codegeneration.generation;

import java.time.Duration;

/** Waits. A port, so that tests need no time. */
@FunctionalInterface
public interface Sleeper {

    void sleep(Duration time) throws InterruptedException;
}
