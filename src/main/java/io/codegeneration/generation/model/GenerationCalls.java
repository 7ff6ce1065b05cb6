package io.codegeneration.generation.model;

import io.codegeneration.generation.Attempt;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.ModelName;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The model calls of one generation: makes them within the deadline, repeats those whose failure may pass, shows their text to
 * the listener, and lists them. Not thread-safe.
 */
final class GenerationCalls {

    private static final Logger LOG = Logger.getLogger(GenerationCalls.class);

    /** Calls for a text if the model did not begin to work. */
    private static final int MAX_CALLS = 4;

    /** Calls for a text if each of them may be billed. */
    private static final int MAX_COSTLY_CALLS = 2;

    private final ModelCalls calls;
    private final RejectedParameters rejected;
    private final WritingTask task;
    private final Clock clock;
    private final Preview preview;
    private final List<Attempt> attempts = new ArrayList<>();
    private final Set<String> ignoredParameters = new LinkedHashSet<>();
    private final Map<String, Integer> rooms = new HashMap<>();
    private Usage usage;
    private boolean allReported = true;

    GenerationCalls(ModelCalls calls, RejectedParameters rejected, WritingTask task, Clock clock) {
        this.calls = calls;
        this.rejected = rejected;
        this.task = task;
        this.clock = clock;
        this.preview = new Preview(task.listener());
    }

    /** The calls so far. */
    Receipt receipt() {
        Usage total = usage == null ? null : usage.complete(allReported);
        return new Receipt(attempts, total, List.copyOf(ignoredParameters));
    }

    /** Returns whether there is time for a further call. */
    boolean fit() {
        return calls.fits(task.deadline());
    }

    /** Calls a model, and calls it again if the failure may pass and there is time. */
    CallOutcome ask(Conversation conversation) {
        CodeGenerationException last = null;
        int costly = 0;
        for (int count = 1; ; ) {
            if (!fit()) {
                return new CallOutcome.GaveUp(last == null ? TransientException.deadlineExceeded(null) : last);
            }
            if (notWanted()) {
                return new CallOutcome.NotWanted();
            }
            Ended ended = call(conversation);
            if (ended.reply() != null) {
                boolean repeatable = count < MAX_CALLS && costly + 1 < MAX_COSTLY_CALLS;
                return new CallOutcome.Replied(ended.reply(), repeatable, count);
            }
            last = ended.failure();
            if (ended.corrected()) {
                continue;
            }
            costly += isCostly(last) ? 1 : 0;
            if (!isRepeated(last, count, costly) || !calls.pause(count, task.deadline())) {
                return new CallOutcome.GaveUp(last);
            }
            LOG.warnf(
                    "%s: %s; the call is repeated%s",
                    ModelName.of(conversation.model()), last.code().code(), cause(last));
            count++;
        }
    }

    /**
     * Calls a model once more after its reply broke off.
     *
     * @param count the number of calls so far
     * @param interrupted the failure so far
     */
    CallOutcome askOnceMore(Conversation conversation, int count, CodeGenerationException interrupted) {
        if (!fit() || !calls.pause(count, task.deadline()) || !fit()) {
            return new CallOutcome.GaveUp(interrupted);
        }
        if (notWanted()) {
            return new CallOutcome.NotWanted();
        }
        LOG.warnf(
                "%s: %s while the reply arrived; the model is called once more%s",
                ModelName.of(conversation.model()), interrupted.code().code(), cause(interrupted));
        Ended ended = call(conversation);
        return ended.reply() == null
                ? new CallOutcome.GaveUp(ended.failure())
                : new CallOutcome.Replied(ended.reply(), false, count + 1);
    }

    /** Returns what a line of the log says about the cause of a failure: nothing if there is none. */
    static String cause(CodeGenerationException failure) {
        return failure.getCause() == null ? "" : ". " + failure.getCause();
    }

    private boolean notWanted() {
        return !attempts.isEmpty() && !task.wanted().getAsBoolean();
    }

    /**
     * A call that has ended.
     *
     * @param reply null if there is none
     * @param failure null if there is a reply
     * @param corrected whether the next call leaves out, or lowers, what the model rejected
     */
    private record Ended(CodeModel.Reply reply, CodeGenerationException failure, boolean corrected) {}

    private Ended call(Conversation conversation) {
        CodeModel.Call call = calls.call(limited(conversation), task);
        ModelName name = ModelName.of(call.model());
        ignoredParameters.addAll(calls.ignored(conversation));
        preview.begin(name, conversation.kept());
        Timing timing = new Timing(clock.millis());
        try {
            CodeModel.Reply reply = calls.ask(call, piece -> {
                preview.add(piece);
                timing.noteText();
            });
            preview.end(reply.text());
            timing.noteText();
            attempts.add(timing.attempt(name, outcome(reply)));
            bill(call.model(), reply.usage());
            return new Ended(reply, null, false);
        } catch (CodeGenerationException e) {
            boolean corrected = e instanceof OperatorException rejection
                    && (rejected.remember(rejection, call) || lowered(rejection, call));
            attempts.add(timing.attempt(
                    name, corrected ? Attempt.PARAMETER_REJECTED : e.code().code()));
            if (corrected) {
                LOG.warnf("%s rejected a parameter; later calls leave it out or lower it%s", name, cause(e));
            }
            allReported &= !isCostly(e);
            return new Ended(null, e, corrected);
        } catch (RuntimeException e) {
            attempts.add(timing.attempt(name, ProblemCode.INTERNAL.code()));
            allReported = false;
            return new Ended(null, OperatorException.internal(e), false);
        }
    }

    private Conversation limited(Conversation conversation) {
        return conversation.within(rooms.getOrDefault(conversation.model(), conversation.maxTokens()));
    }

    /** Unlike a limit of the model, the room for a reply depends on the prompt, so it counts for this generation only. */
    private boolean lowered(OperatorException e, CodeModel.Call sent) {
        boolean lower = e.room().isPresent() && e.room().getAsInt() < sent.maxTokens();
        if (lower) {
            rooms.put(sent.model(), e.room().getAsInt());
        }
        return lower;
    }

    /** The times of one call. */
    private final class Timing {

        private final long start;
        private Long firstText;

        Timing(long start) {
            this.start = start;
        }

        void noteText() {
            if (firstText == null && preview.showsText()) {
                firstText = clock.millis() - start;
            }
        }

        Attempt attempt(ModelName name, String outcome) {
            return new Attempt(name.value(), outcome, clock.millis() - start, firstText);
        }
    }

    private void bill(String model, Usage reported) {
        if (reported == null) {
            allReported = false;
        } else {
            Usage priced = calls.priced(model, reported);
            usage = usage == null ? priced : usage.plus(priced);
        }
    }

    private static boolean isCostly(CodeGenerationException e) {
        return e instanceof TransientException passing && passing.costly();
    }

    private static boolean isRepeated(CodeGenerationException e, int count, int costly) {
        return e instanceof TransientException
                && switch (e.code()) {
                    case MODEL_THROTTLED, MODEL_UNAVAILABLE -> count < MAX_CALLS && costly < MAX_COSTLY_CALLS;
                    default -> false;
                };
    }

    private static String outcome(CodeModel.Reply reply) {
        if (reply.interruption().isPresent()) {
            return reply.interruption().get().failure().code().code();
        }
        if (reply.stopReason().refused()) {
            return ProblemCode.MODEL_REFUSED.code();
        }
        if (reply.text().isBlank()) {
            return ProblemCode.EMPTY_GENERATION.code();
        }
        return reply.stopReason().truncated() ? Attempt.TRUNCATED : Attempt.SUCCEEDED;
    }
}
