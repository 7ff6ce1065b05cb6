package io.codegeneration.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** What a fixture saw, in order, with a way to wait for it. Thread-safe. */
final class Journal<T> {

    private final List<T> entries = new ArrayList<>();
    private boolean finished;

    synchronized void add(T entry) {
        entries.add(entry);
        notifyAll();
    }

    /** Nothing will be added any more: who waits need not wait longer. */
    synchronized void finish() {
        finished = true;
        notifyAll();
    }

    synchronized List<T> entries() {
        return List.copyOf(entries);
    }

    synchronized void clear() {
        entries.clear();
    }

    /** The first entries once there are so many; an {@link AssertionError} after the timeout. */
    synchronized List<T> await(int count, Duration timeout) {
        if (!await(() -> entries.size() >= count, timeout)) {
            throw new AssertionError(entries.size() + " of " + count + " within " + timeout + ": " + entries);
        }
        return List.copyOf(entries);
    }

    /** The first entry that fits, once there is one; an {@link AssertionError} at the end or after the timeout. */
    synchronized T await(Predicate<T> wanted, Duration timeout) {
        if (!await(() -> entries.stream().anyMatch(wanted), timeout)) {
            throw new AssertionError("not seen within " + timeout + ": " + entries);
        }
        return entries.stream().filter(wanted).findFirst().orElseThrow();
    }

    private boolean await(BooleanSupplier condition, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            long left = (end - System.nanoTime() + 999_999) / 1_000_000;
            if (finished || left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
        return true;
    }
}
