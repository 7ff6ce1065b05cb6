package io.codegeneration.generation.submission;

import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.ManualClock;
import io.codegeneration.generation.Pauser;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.Sleeper;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.CodeFiles;
import io.codegeneration.generation.archive.GenerationReader;
import io.codegeneration.generation.archive.JobExpiry;
import io.codegeneration.generation.archive.Listing;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.TestArchive;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.idempotency.Answers;
import io.codegeneration.generation.idempotency.ClaimFormat;
import io.codegeneration.generation.idempotency.Claims;
import io.codegeneration.generation.idempotency.IdempotencyKey;
import io.codegeneration.generation.idempotency.TestClaims;
import io.codegeneration.generation.job.JobQueue;
import io.codegeneration.generation.job.JobRunner;
import io.codegeneration.generation.job.TestJobs;
import io.codegeneration.generation.making.CodeGeneration;
import io.codegeneration.generation.making.TestMaking;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.Models;
import io.codegeneration.generation.model.TestModels;
import io.codegeneration.json.TestJson;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;

/** Puts the core together as the container does, around a model, a store and a queue of jobs. */
public final class Core {

    private final Answers answers;
    private final CodeGeneration codeGeneration;

    /** Drops all jobs unless a test replaces it. */
    public JobQueue queue = (job, invocation, timeLimit) -> {};

    public final Archive archive;
    public final CodeFiles files;
    public final JobExpiry expiry;
    public final Claims claims;
    public final Submissions submissions;
    public final JobRunner jobRunner;
    public final GenerationReader generations;
    public final Listing listing;
    public final Deletion deletion;

    public Core(
            GenerationConfig config,
            CodeModel model,
            ObjectStore store,
            ExecutorService executor,
            Clock clock,
            Sleeper sleeper,
            RandomGenerator random) {
        ClaimFormat claimFormat = TestJson.claims();
        Models models = TestModels.models(config, model);
        archive = TestArchive.archive(store, TestJson.records(), executor, clock);
        files = TestArchive.files(store, executor, clock);
        expiry = TestArchive.expiry(archive, config, clock);
        answers = TestClaims.answers(claimFormat);
        claims = TestClaims.claims(store, claimFormat, archive, files, expiry, answers, config, clock, random);
        codeGeneration = TestMaking.codeGeneration(
                TestModels.writer(config, model, clock, sleeper, random), archive, files, clock);
        submissions = new Submissions(
                claims,
                codeGeneration,
                TestMaking.contexts(archive, files, expiry),
                TestJobs.jobs((job, invocation, timeLimit) -> queue.submit(job, invocation, timeLimit), archive, clock),
                answers,
                archive,
                files,
                clock,
                random);
        jobRunner = TestJobs.runner(
                codeGeneration, archive, expiry, TestMaking.requestReader(models), clock, new Pauser(sleeper, random));
        generations = TestArchive.reader(archive, files, expiry);
        listing = TestArchive.listing(archive, generations, executor);
        deletion = new Deletion(archive, files, claims, clock);
    }

    /** For tests with one thread: pauses advance the clock. */
    public static Core of(
            GenerationConfig config,
            CodeModel model,
            ObjectStore store,
            ExecutorService executor,
            ManualClock clock,
            RandomGenerator random) {
        return new Core(config, model, store, executor, clock, clock::advance, random);
    }

    /** Sends a request without a key and returns its record. */
    public GenerationRecord generate(GenerationRequest request, Invocation invocation) {
        Answer answer = submit(request, null, false, invocation);
        if (answer.problem()) {
            throw new AssertionError(answer.body());
        }
        return answer.generation().orElseThrow();
    }

    /** The answer to a request; the key may be null. */
    public Answer submit(GenerationRequest request, String key, boolean asJob, Invocation invocation) {
        return submit(request, key, asJob, ProgressListener.NONE, invocation);
    }

    public Answer submit(
            GenerationRequest request, String key, boolean asJob, ProgressListener listener, Invocation invocation) {
        return submissions.submit(
                new Submissions.Submission(request, Optional.ofNullable(key).map(IdempotencyKey::new), asJob, listener),
                invocation);
    }
}
