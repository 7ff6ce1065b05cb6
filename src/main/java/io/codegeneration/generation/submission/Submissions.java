package io.codegeneration.generation.submission;

import io.codegeneration.generation.Answer;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.Tracking;
import io.codegeneration.generation.idempotency.Answers;
import io.codegeneration.generation.idempotency.Claims;
import io.codegeneration.generation.idempotency.HeldClaim;
import io.codegeneration.generation.idempotency.IdempotencyKey;
import io.codegeneration.generation.job.Jobs;
import io.codegeneration.generation.making.CodeGeneration;
import io.codegeneration.generation.making.Made;
import io.codegeneration.generation.making.Work;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Takes requests: at once or as jobs, and each idempotency key once. */
@ApplicationScoped
public class Submissions {

    private final Claims claims;
    private final CodeGeneration codeGeneration;
    private final Jobs jobs;
    private final Answers answers;
    private final Archive archive;
    private final Clock clock;
    private final RandomGenerator random;

    Submissions(
            Claims claims,
            CodeGeneration codeGeneration,
            Jobs jobs,
            Answers answers,
            Archive archive,
            Clock clock,
            RandomGenerator random) {
        this.claims = claims;
        this.codeGeneration = codeGeneration;
        this.jobs = jobs;
        this.answers = answers;
        this.archive = archive;
        this.clock = clock;
        this.random = random;
    }

    /**
     * A request and how its caller wants it done.
     *
     * @param key by which its repetitions are recognised, or nothing
     * @param asJob whether it is to be answered before it is done
     */
    public record Submission(GenerationRequest request, Optional<IdempotencyKey> key, boolean asJob) {}

    /**
     * Answers a request.
     *
     * @param progress told of the generation from the moment it begins
     * @return the answer; with a key it may be that of an earlier request, also where that is a problem
     * @throws CodeGenerationException where it failed, with the failed record attached if there is one
     */
    public Answer submit(Submission submission, Invocation invocation, ProgressListener progress) {
        if (submission.key().isEmpty()) {
            GenerationId id = GenerationId.create(clock.instant(), random);
            return submission.asJob()
                    ? answers.accepted(jobs.queue(id, submission.request(), null, invocation))
                    : answers.succeeded(codeGeneration
                            .make(work(id, submission.request(), null, invocation), progress)
                            .orThrow());
        }
        Claims.Claimant claimant = new Claims.Claimant(submission.key().get(), submission.request(), invocation);
        Claims.Opening opening = claims.open(claimant);
        if (opening instanceof Claims.Opening.Answered answered) {
            return answers.again(answered.claim());
        }
        // What nobody expected leaves the claim to expire: it may keep what was paid for, or a job may be at work.
        Claims.Opening.Held held = (Claims.Opening.Held) opening;
        return held.job().isPresent()
                        || submission.asJob() && held.claim().kept().isEmpty()
                ? queue(held, claimant)
                : make(held.claim(), claimant, progress);
    }

    private Answer queue(Claims.Opening.Held held, Claims.Claimant claimant) {
        HeldClaim claim = held.claim();
        try {
            GenerationRecord queued = held.job().isPresent()
                    ? jobs.requeue(held.job().get(), claimant.invocation())
                    : jobs.queue(claim.id(), claimant.request(), claimant.key().digest(), claimant.invocation());
            Answer answer = answers.accepted(queued);
            claim.finish(answers.stored(answer), claimant.deadline());
            archive.removeLeftovers(claim.leftovers(), claimant.deadline());
            return answer;
        } catch (CodeGenerationException e) {
            // Before it was handed over, nobody can run it.
            if (e.code() != ProblemCode.JOB_REFUSED || gone(claim.id(), claimant)) {
                claim.release(claimant.deadline());
            }
            throw e;
        }
    }

    /** Whether it is certain that no job with this id will run; otherwise the claim is left to expire. */
    private boolean gone(GenerationId id, Claims.Claimant claimant) {
        try {
            return archive.find(id, claimant.owner(), claimant.deadline())
                    .filter(entry -> !entry.tracking().removed())
                    .isEmpty();
        } catch (CodeGenerationException e) {
            return false;
        }
    }

    private Answer make(HeldClaim claim, Claims.Claimant claimant, ProgressListener progress) {
        Work work = work(claim.id(), claimant.request(), claimant.key().digest(), claimant.invocation());
        Made made = claim.kept().isPresent()
                ? codeGeneration.store(claim.kept().get(), work)
                : codeGeneration.make(work, progress);
        if (made.failure().isEmpty()) {
            Answer answer = answers.succeeded(made.generation());
            claim.finish(answers.stored(answer), claimant.deadline());
            archive.removeLeftovers(claim.leftovers(), claimant.deadline());
            return answer;
        }
        CodeGenerationException failure = made.failure().get();
        if (made.kept().isPresent()) {
            claim.keep(made.kept().get(), claimant.deadline());
        } else if (failure.code().retryable()) {
            claim.release(claimant.deadline());
        } else {
            claim.finish(answers.failed(failure.problem().orElseThrow(), failure.retryAfter()), claimant.deadline());
            archive.removeLeftovers(claim.leftovers(), claimant.deadline());
        }
        throw failure;
    }

    private Work work(GenerationId id, GenerationRequest request, String claim, Invocation invocation) {
        return new Work(
                id,
                request,
                invocation.owner(),
                invocation.deadline(),
                archive.slot(invocation.owner(), id, Tracking.of(claim, invocation.pathPrefix())),
                invocation.location(id),
                invocation.path(),
                invocation.requestId());
    }
}
