package io.codegeneration.generation.idempotency;

import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** Makes answers, each once: a repeated answer has the same text. */
@ApplicationScoped
public class Answers {

    /** How long a caller waits before it looks again for a generation that is still running. */
    public static final Duration RETRY_AFTER = TransientException.IN_PROGRESS;

    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final String SUCCEEDED = "succeeded";
    private static final String QUEUED = "queued";

    private final ClaimFormat format;

    Answers(ClaimFormat format) {
        this.format = format;
    }

    public Answer succeeded(GenerationRecord generation) {
        return new Answer(
                OK,
                format.body(GenerationAnswer.of(generation)),
                Optional.ofNullable(generation.code() == null ? generation.explanation() : generation.code()),
                new GenerationId(generation.id()),
                Optional.empty(),
                Optional.of(generation),
                false,
                SUCCEEDED);
    }

    public Answer accepted(GenerationRecord generation) {
        return new Answer(
                ACCEPTED,
                format.body(GenerationAccepted.of(generation)),
                Optional.empty(),
                new GenerationId(generation.id()),
                Optional.of(RETRY_AFTER),
                Optional.of(generation),
                false,
                QUEUED);
    }

    /** Returns the answer to a request whose generation failed. */
    public Answer failed(GenerationRecord generation, Problem problem, Optional<Duration> retryAfter) {
        return new Answer(
                problem.status(),
                format.body(problem),
                Optional.empty(),
                new GenerationId(generation.id()),
                retryAfter,
                Optional.of(generation),
                false,
                problem.code());
    }

    /** Returns an answer in the form that a claim keeps. */
    public Claim.StoredAnswer stored(Answer answer) {
        return new Claim.StoredAnswer(
                answer.status(),
                answer.body(),
                answer.retryAfter().map(Duration::toSeconds).orElse(null),
                answer.outcome());
    }

    /** Repeats the answer that a claim keeps. */
    public Answer repeated(Claim claim) {
        Claim.StoredAnswer stored = claim.answer();
        return new Answer(
                stored.status(),
                stored.body(),
                stored.status() == OK ? format.text(stored.body()) : Optional.empty(),
                new GenerationId(claim.id()),
                Optional.ofNullable(stored.retryAfter()).map(Duration::ofSeconds),
                Optional.empty(),
                true,
                stored.outcome());
    }

    /** Returns the answer that a generation has, or would have had if its process had not died. */
    Claim.StoredAnswer ended(GenerationRecord generation) {
        Problem problem = generation.problem();
        if (problem == null) {
            return stored(succeeded(generation));
        }
        boolean shown = generation.code() != null || generation.explanation() != null;
        Object generated = problem.code().equals(ProblemCode.GENERATION_TOO_LARGE.code()) && shown
                ? GenerationAnswer.unstored(generation.withoutFailure())
                : null;
        return stored(failed(generation, problem.with(generated), Optional.empty()));
    }
}
