package io.codegeneration.generation.model;

import io.codegeneration.generation.Attempt;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.ModelName;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Sleeper;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Calls a model until it answers, within a deadline: every failure that may pass is repeated after a random pause
 * ("full jitter"), the others are not, and each call gets only the time that is left.
 */
@ApplicationScoped
class ModelCalls {

    private static final Logger LOG = Logger.getLogger(ModelCalls.class);

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
    private final ModelCatalog catalog;
    private final Rejections rejections;
    private final Clock clock;
    private final Sleeper sleeper;
    private final RandomGenerator random;

    ModelCalls(
            CodeModel model,
            ModelCatalog catalog,
            Rejections rejections,
            Clock clock,
            Sleeper sleeper,
            RandomGenerator random) {
        this.model = model;
        this.catalog = catalog;
        this.rejections = rejections;
        this.clock = clock;
        this.sleeper = sleeper;
        this.random = random;
    }

    /**
     * What a model is asked.
     *
     * @param model model id, inference profile id or ARN
     * @param turns what was said since the prompt
     * @param maxTokens the bound that the caller or the configuration sets
     */
    record Question(String model, Prompt prompt, List<CodeModel.Turn> turns, int maxTokens) {}

    /** Whether another call would have time enough. */
    boolean fits(Deadline deadline) {
        return deadline.remaining(clock).minus(STORAGE_RESERVE).compareTo(SHORTEST_CALL) >= 0;
    }

    /**
     * Asks a model, repeatedly where that helps.
     *
     * @param receipt every call is added here, also when this ends with an exception
     * @param wanted run before every call but the first; throws where the generation is not wanted any more
     * @throws CodeGenerationException the last call's, or {@link ProblemCode#DEADLINE_EXCEEDED} where none fitted
     */
    CodeModel.Reply ask(Question question, Deadline deadline, Receipt receipt, Runnable wanted) {
        CodeGenerationException last = null;
        int costly = 0;
        for (int calls = 1; ; ) {
            if (!fits(deadline)) {
                throw last == null ? TransientException.deadlineExceeded(null) : last;
            }
            if (!receipt.attempts().isEmpty()) {
                wanted.run();
            }
            CodeModel.Call call = call(question, deadline);
            receipt.ignored(leftOut(question.model()));
            long start = clock.millis();
            try {
                CodeModel.Reply reply = model.ask(call);
                receipt.add(attempt(call, outcome(reply), start));
                receipt.bill(priced(call.model(), reply.usage()));
                return reply;
            } catch (TransientException e) {
                receipt.add(attempt(call, e.code().code(), start));
                costly += e.costly() ? 1 : 0;
                if (!repeats(e, calls, costly) || !pause(calls, deadline)) {
                    throw e;
                }
                LOG.warnf(
                        "%s: %s; it is asked again. %s",
                        ModelName.of(call.model()).value(), e.code().code(), e.getCause());
                calls++;
                last = e;
            } catch (OperatorException e) {
                boolean mended = rejections.learn(e, call);
                receipt.add(attempt(
                        call, mended ? Attempt.PARAMETER_REJECTED : e.code().code(), start));
                if (!mended) {
                    throw e;
                }
                LOG.warnf(
                        "%s rejected a parameter, which is left out from now on. %s",
                        ModelName.of(call.model()).value(), e.getCause());
                last = e;
            } catch (CodeGenerationException e) {
                receipt.add(attempt(call, e.code().code(), start));
                throw e;
            } catch (RuntimeException e) {
                receipt.add(attempt(call, ProblemCode.INTERNAL.code(), start));
                throw e;
            }
        }
    }

    private CodeModel.Call call(Question question, Deadline deadline) {
        String name = question.model();
        return new CodeModel.Call(
                name,
                question.prompt(),
                question.turns(),
                rejections.bound(name, catalog.maxTokens(name, question.maxTokens())),
                catalog.options(name).without(rejections.parameters(name)),
                deadline.remaining(clock).minus(STORAGE_RESERVE));
    }

    /** What the model would be sent, had it not rejected it. */
    private Set<String> leftOut(String name) {
        Set<String> names = catalog.options(name).names();
        names.retainAll(rejections.parameters(name));
        return names;
    }

    private Usage priced(String name, Usage usage) {
        return usage == null
                ? null
                : catalog.prices(name)
                        .map(prices -> usage.costing(prices.cost(usage)))
                        .orElse(usage);
    }

    private static boolean repeats(TransientException e, int calls, int costly) {
        return switch (e.code()) {
            case MODEL_THROTTLED, MODEL_UNAVAILABLE -> calls < MAX_CALLS && costly < MAX_COSTLY_CALLS;
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

    private Attempt attempt(CodeModel.Call call, String outcome, long start) {
        return new Attempt(ModelName.of(call.model()).value(), outcome, clock.millis() - start);
    }

    private static String outcome(CodeModel.Reply reply) {
        if (reply.stopReason().refused()) {
            return ProblemCode.MODEL_REFUSED.code();
        }
        if (reply.text().isBlank()) {
            return ProblemCode.EMPTY_GENERATION.code();
        }
        return reply.stopReason().cut() ? Attempt.TRUNCATED : Attempt.SUCCEEDED;
    }
}
