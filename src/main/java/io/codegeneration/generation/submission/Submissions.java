package io.codegeneration.generation.submission;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.CodeFiles;
import io.codegeneration.generation.archive.Tracking;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.idempotency.Answers;
import io.codegeneration.generation.idempotency.Claims;
import io.codegeneration.generation.idempotency.HeldClaim;
import io.codegeneration.generation.idempotency.IdempotencyKey;
import io.codegeneration.generation.job.Jobs;
import io.codegeneration.generation.making.CodeGeneration;
import io.codegeneration.generation.making.ContextReader;
import io.codegeneration.generation.making.GenerationOutcome;
import io.codegeneration.generation.making.GenerationTask;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Takes requests: answers them at once or as jobs, and works on each idempotency key once. */
@ApplicationScoped
public class Submissions {

    private final Claims claims;
    private final CodeGeneration codeGeneration;
    private final ContextReader contexts;
    private final Jobs jobs;
    private final Answers answers;
    private final Archive archive;
    private final CodeFiles files;
    private final Clock clock;
    private final RandomGenerator random;

    Submissions(
            Claims claims,
            CodeGeneration codeGeneration,
            ContextReader contexts,
            Jobs jobs,
            Answers answers,
            Archive archive,
            CodeFiles files,
            Clock clock,
            RandomGenerator random) {
        this.claims = claims;
        this.codeGeneration = codeGeneration;
        this.contexts = contexts;
        this.jobs = jobs;
        this.answers = answers;
        this.archive = archive;
        this.files = files;
        this.clock = clock;
        this.random = random;
    }

    /**
     * A request and how its caller wants the answer.
     *
     * @param key recognizes repetitions of the request, or empty
     * @param asJob whether to answer before the generation is made
     * @param listener is told of the progress; {@link ProgressListener#NONE} if the caller waits for the answer only
     */
    public record Submission(
            GenerationRequest request, Optional<IdempotencyKey> key, boolean asJob, ProgressListener listener) {

        private boolean isWatched() {
            return listener != ProgressListener.NONE;
        }
    }

    /**
     * Answers a request.
     *
     * @return the answer, which is a problem if the generation failed. With a key it may be the answer to an earlier request
     * @throws CodeGenerationException if there is no generation: the key is in use, the previous generation cannot be changed,
     *     the job was refused, the store failed
     */
    public Answer submit(Submission submission, Invocation invocation) {
        if (submission.key().isEmpty()) {
            ContextReader.Refinement refinement = contexts.read(submission.request(), invocation);
            GenerationId id = GenerationId.create(clock.instant(), random);
            return submission.asJob()
                    ? answers.accepted(jobs.queue(id, refinement.request(), refinement.context(), null, invocation))
                    : answer(codeGeneration.make(task(id, submission, refinement, invocation)));
        }
        Claims.Claimant claimant = new Claims.Claimant(submission.key().get(), submission.request(), invocation);
        Claims.ClaimResult result = claims.claim(claimant);
        if (result instanceof Claims.ClaimResult.Answered answered) {
            return answers.repeated(answered.claim());
        }
        // After an unexpected exception the claim expires: it may keep what was paid for, or a job may have begun.
        Claims.ClaimResult.Acquired acquired = (Claims.ClaimResult.Acquired) result;
        return acquired.job().isPresent()
                        || submission.asJob() && acquired.claim().unsaved().isEmpty()
                ? queue(acquired, claimant)
                : make(acquired.claim(), submission, claimant);
    }

    private Answer queue(Claims.ClaimResult.Acquired acquired, Claims.Claimant claimant) {
        HeldClaim claim = acquired.claim();
        Optional<ContextReader.Refinement> refinement =
                acquired.job().isPresent() ? Optional.empty() : Optional.of(refinement(claim, claimant));
        try {
            GenerationRecord queued = refinement.isEmpty()
                    ? jobs.requeue(acquired.job().get(), claimant.invocation())
                    : jobs.queue(
                            claim.id(),
                            refinement.get().request(),
                            refinement.get().context(),
                            claimant.key().digest(),
                            claimant.invocation());
            Answer answer = answers.accepted(queued);
            finish(claim, answer, claimant);
            return answer;
        } catch (CodeGenerationException e) {
            // A job that was not handed over cannot run.
            if (e.code() != ProblemCode.JOB_REFUSED || isGone(claim.id(), claimant)) {
                claim.release(claimant.deadline());
            }
            throw e;
        }
    }

    /** Whether certainly no job with this id will run. Otherwise the claim is left to expire. */
    private boolean isGone(GenerationId id, Claims.Claimant claimant) {
        try {
            return archive.find(id, claimant.owner(), claimant.deadline())
                    .filter(record -> !record.isDeleted())
                    .isEmpty();
        } catch (CodeGenerationException e) {
            return false;
        }
    }

    /** Nothing has happened yet if the context cannot be read, so the key is free again. */
    private ContextReader.Refinement refinement(HeldClaim claim, Claims.Claimant claimant) {
        try {
            return contexts.read(claimant.request(), claimant.invocation());
        } catch (CodeGenerationException e) {
            claim.release(claimant.deadline());
            throw e;
        }
    }

    private Answer make(HeldClaim claim, Submission submission, Claims.Claimant claimant) {
        GenerationOutcome outcome = claim.unsaved().isPresent()
                ? codeGeneration.store(claim.unsaved().get(), storing(claim.id(), submission, claimant.invocation()))
                : codeGeneration.make(task(claim.id(), submission, refinement(claim, claimant), claimant.invocation()));
        Answer answer = answer(outcome);
        if (!(outcome instanceof GenerationOutcome.Failed failed)) {
            finish(claim, answer, claimant);
        } else if (failed.unsaved().isPresent()) {
            claim.keep(failed.unsaved().get(), claimant.deadline());
        } else if (failed.code().retryable()) {
            claim.release(claimant.deadline());
        } else {
            finish(claim, answer, claimant);
        }
        return answer;
    }

    private void finish(HeldClaim claim, Answer answer, Claims.Claimant claimant) {
        claim.finish(answers.stored(answer), claimant.deadline());
        files.deleteLost(claim.leftovers(), claimant.deadline());
    }

    private Answer answer(GenerationOutcome outcome) {
        if (outcome instanceof GenerationOutcome.Succeeded succeeded) {
            return answers.succeeded(succeeded.generation());
        }
        if (outcome instanceof GenerationOutcome.Failed failed) {
            return answers.failed(failed.generation(), failed.problem(), failed.retryAfter());
        }
        throw new CallerException(ProblemCode.NOT_FOUND, "The generation was deleted while it was made.");
    }

    private GenerationTask task(
            GenerationId id, Submission submission, ContextReader.Refinement refinement, Invocation invocation) {
        return task(id, submission, refinement, invocation, submission.isWatched());
    }

    /** The task to store what was generated before, which takes no model and no context. */
    private GenerationTask storing(GenerationId id, Submission submission, Invocation invocation) {
        return task(
                id,
                submission,
                new ContextReader.Refinement(submission.request(), CodeContext.NONE),
                invocation,
                false);
    }

    private GenerationTask task(
            GenerationId id,
            Submission submission,
            ContextReader.Refinement refinement,
            Invocation invocation,
            boolean watched) {
        Tracking tracking =
                Tracking.of(submission.key().map(IdempotencyKey::digest).orElse(null), invocation.pathPrefix());
        return new GenerationTask(
                id,
                refinement.request(),
                refinement.context(),
                invocation.owner(),
                invocation.deadline(),
                archive.writer(invocation.owner(), id, watched ? started(tracking, invocation.deadline()) : tracking),
                invocation.location(id),
                invocation.path(),
                invocation.requestId(),
                watched ? submission.listener() : ProgressListener.NONE);
    }

    /** The record of a watched generation can be read while it is made, so it must tell when its process counts as dead. */
    private Tracking started(Tracking tracking, Deadline deadline) {
        return tracking.startedBy(
                UUID.randomUUID().toString(),
                clock.instant().plus(deadline.remaining(clock)).plus(Deadline.LATEST_WRITES));
    }
}
