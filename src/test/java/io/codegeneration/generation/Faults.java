package io.codegeneration.generation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets single steps of a process go wrong: writes and reads of the store, calls of the model, handing over of jobs. A dead
 * process takes no further step until it is revived. Thread-safe.
 */
public final class Faults {

    /** What a step does instead of what it should. */
    public enum StepFault {
        /** The process ends before the step is carried out. */
        DIES_BEFORE,
        /** The step is carried out, and the process ends before it learns of it. */
        DIES_AFTER,
        /** The step is refused. */
        FAILS,
        /** The step is carried out, and reported as failed. */
        FAILS_AFTER,
        /** Nothing happens until the step's time is over. */
        HANGS,
        /** The step is carried out, but unanswered until its time is over. */
        HANGS_AFTER,
        /** A write under a condition meets another one each time it is tried: it is given up and not carried out. */
        CONFLICTS;

        boolean deadly() {
            return this == DIES_BEFORE || this == DIES_AFTER;
        }

        private boolean carriedOut() {
            return this == DIES_AFTER || this == FAILS_AFTER || this == HANGS_AFTER;
        }

        private boolean hangs() {
            return this == HANGS || this == HANGS_AFTER;
        }
    }

    /** The end of a write under a condition that was not carried out, whether its condition holds or not. */
    public static final class Conflict extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** The end of a process, which nothing may catch. */
    public static final class Death extends Error {

        private static final long serialVersionUID = 1L;
    }

    private record Plan(String step, StepFault fault, Runnable meanwhile) {}

    private final ManualClock clock;
    private final List<Plan> plans = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private volatile Consumer<String> afterwards = step -> {};
    private boolean dead;
    private int left = Integer.MAX_VALUE;

    public Faults(ManualClock clock) {
        this.clock = clock;
    }

    /** Is told of every step that was taken, well or not. */
    public void afterEach(Consumer<String> listener) {
        afterwards = listener;
    }

    /** The next step of this name, or with this beginning, goes wrong; each plan strikes once, in the order of planning. */
    public synchronized Faults at(String step, StepFault fault) {
        plans.add(new Plan(step, fault, () -> {}));
        return this;
    }

    /** Something happens just before the next step of this name. */
    public synchronized Faults before(String step, Runnable meanwhile) {
        plans.add(new Plan(step, null, meanwhile));
        return this;
    }

    /** The process dies at the step after so many more, whatever it is. */
    public synchronized Faults diesAfter(int more) {
        left = more;
        return this;
    }

    /** Another process goes on from what is stored; nothing more is planned. */
    public synchronized void revive() {
        dead = false;
        left = Integer.MAX_VALUE;
        plans.clear();
    }

    /** Every step that was tried since the last call of this. */
    public synchronized List<String> steps() {
        List<String> taken = List.copyOf(steps);
        steps.clear();
        return taken;
    }

    /** Whether something is planned that did not happen. */
    public synchronized boolean pending() {
        return !plans.isEmpty();
    }

    /**
     * Takes a step.
     *
     * @param failure makes the exception if the step fails; its argument says whether the step hung
     */
    public <T> T step(
            String name, Duration timeLimit, Supplier<T> operation, Function<Boolean, RuntimeException> failure) {
        try {
            return take(name, timeLimit, operation, failure);
        } finally {
            afterwards.accept(name);
        }
    }

    /** Takes a step of the store. */
    public <T> T step(
            String name, Deadline deadline, Supplier<T> operation, Function<Boolean, RuntimeException> failure) {
        return step(name, deadline.forWrites(clock), operation, failure);
    }

    private <T> T take(
            String name, Duration timeLimit, Supplier<T> operation, Function<Boolean, RuntimeException> failure) {
        Plan plan = plan(name);
        if (plan != null) {
            plan.meanwhile().run();
        }
        if (plan == null || plan.fault() == null) {
            return operation.get();
        }
        if (plan.fault() == StepFault.CONFLICTS) {
            throw new Conflict();
        }
        if (plan.fault().carriedOut()) {
            operation.get();
        }
        if (plan.fault().deadly()) {
            die();
            throw new Death();
        }
        if (plan.fault().hangs()) {
            clock.advance(timeLimit);
        }
        throw failure.apply(plan.fault().hangs());
    }

    private synchronized void die() {
        dead = true;
    }

    private synchronized Plan plan(String name) {
        if (left-- == 0) {
            dead = true;
        }
        if (dead) {
            throw new Death();
        }
        steps.add(name);
        for (Iterator<Plan> all = plans.iterator(); all.hasNext(); ) {
            Plan plan = all.next();
            if (name.startsWith(plan.step())) {
                all.remove();
                return plan;
            }
        }
        return null;
    }
}
