package io.codegeneration.generation;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Calls a model until it answers, within a deadline: every failure that may pass is repeated after a random pause
 * ("full jitter"), the others are not, and each call gets only the time that is left.
 */
@ApplicationScoped
class ModelCalls {

    /** Calls in all for a failure before the model began to work. */
    private static final int MAX_CALLS = 4;

    /** Calls in all where each may already be billed. */
    private static final int MAX_COSTLY_CALLS = 2;

    /** A call with less time than this is not begun. */
    private static final Duration SHORTEST_CALL = Duration.ofSeconds(1);

    /** Kept for the writes after the call, so that nothing generated is lost. */
    static final Duration STORAGE_RESERVE = Duration.ofSeconds(1);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    private final CodeModel model;
    private final Clock clock;
    private final Sleeper sleeper;
    private final RandomGenerator random;

    ModelCalls(CodeModel model, Clock clock, Sleeper sleeper, RandomGenerator random) {
        this.model = model;
        this.clock = clock;
        this.sleeper = sleeper;
        this.random = random;
    }

    /**
     * Asks a model, repeatedly where that helps.
     *
     * @param attempts every call is added here, also when this ends with an exception
     * @throws CodeGenerationException the last call's, or {@link ProblemCode#DEADLINE_EXCEEDED} where none fitted
     */
    CodeModel.Reply ask(String name, Prompt prompt, int maxTokens, Deadline deadline, List<Attempt> attempts) {
        CodeModel.Options options = ModelRules.of(name).options();
        TransientException last = null;
        for (int call = 1; ; call++) {
            Duration limit = deadline.remaining(clock).minus(STORAGE_RESERVE);
            if (limit.compareTo(SHORTEST_CALL) < 0) {
                throw last == null ? noTime() : last;
            }
            long start = clock.millis();
            try {
                CodeModel.Reply reply = model.ask(new CodeModel.Call(name, prompt, maxTokens, options, limit));
                attempts.add(attempt(name, outcome(reply), start));
                return reply;
            } catch (TransientException e) {
                attempts.add(attempt(name, e.code().code(), start));
                if (!repeats(e, call) || !pause(call, deadline)) {
                    throw e;
                }
                last = e;
            } catch (CodeGenerationException e) {
                attempts.add(attempt(name, e.code().code(), start));
                throw e;
            } catch (RuntimeException e) {
                attempts.add(attempt(name, ProblemCode.INTERNAL.code(), start));
                throw e;
            }
        }
    }

    private static boolean repeats(TransientException e, int calls) {
        return switch (e.code()) {
            case MODEL_THROTTLED, MODEL_UNAVAILABLE -> calls < (e.costly() ? MAX_COSTLY_CALLS : MAX_CALLS);
            default -> false;
        };
    }

    /** Waits before the next call; false where no call would fit after the wait. */
    private boolean pause(int calls, Deadline deadline) {
        long most = Math.min(FIRST_PAUSE.toMillis() << (calls - 1), LONGEST_PAUSE.toMillis());
        Duration pause = Duration.ofMillis(random.nextLong(most + 1));
        Duration needed = pause.plus(SHORTEST_CALL).plus(STORAGE_RESERVE);
        if (deadline.remaining(clock).compareTo(needed) < 0) {
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

    private Attempt attempt(String name, String outcome, long start) {
        return new Attempt(Models.shown(name), outcome, clock.millis() - start);
    }

    private static String outcome(CodeModel.Reply reply) {
        if (reply.stopReason().refused()) {
            return ProblemCode.MODEL_REFUSED.code();
        }
        return reply.stopReason().cut() ? Attempt.TRUNCATED : Attempt.SUCCEEDED;
    }

    /** A call, or the wait for one, that ran out of time. */
    static TransientException noTime() {
        return TransientException.deadlineExceeded(null);
    }
}
