package io.codegeneration.generation.idempotency;

import io.codegeneration.generation.Answer;
import io.codegeneration.generation.GenerationAccepted;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** Puts answers into words, once: what is given again later is the same text. */
@ApplicationScoped
public class Answers {

    /** When to look after a job. */
    static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

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
                Optional.ofNullable(generation.code()),
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
                Optional.of(LOOK_AGAIN),
                Optional.of(generation),
                false,
                QUEUED);
    }

    /** What is kept of a failure that would only happen again. */
    public Claim.StoredAnswer failed(Problem problem, Optional<Duration> retryAfter) {
        return new Claim.StoredAnswer(
                problem.status(),
                format.body(problem),
                retryAfter.map(Duration::toSeconds).orElse(null),
                problem.code());
    }

    public Claim.StoredAnswer stored(Answer answer) {
        return new Claim.StoredAnswer(
                answer.status(),
                answer.body(),
                answer.retryAfter().map(Duration::toSeconds).orElse(null),
                answer.outcome());
    }

    public Answer again(Claim claim) {
        Claim.StoredAnswer stored = claim.answer();
        return new Answer(
                stored.status(),
                stored.body(),
                stored.status() == OK ? Optional.ofNullable(format.code(stored.body())) : Optional.empty(),
                new GenerationId(claim.id()),
                Optional.ofNullable(stored.retryAfter()).map(Duration::ofSeconds),
                Optional.empty(),
                true,
                stored.outcome());
    }

    /** What a generation that ended was answered with, or would have been. */
    Claim.StoredAnswer ended(GenerationRecord generation) {
        Problem problem = generation.problem();
        if (problem == null) {
            return stored(succeeded(generation));
        }
        boolean shown = generation.code() != null || generation.explanation() != null;
        Object made = problem.code().equals(ProblemCode.GENERATION_TOO_LARGE.code()) && shown
                ? GenerationAnswer.of(generation.asMade()).withoutBucket()
                : null;
        return failed(problem.with(made), Optional.empty());
    }
}
