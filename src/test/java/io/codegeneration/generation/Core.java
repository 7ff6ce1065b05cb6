package io.codegeneration.generation;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;

/** Puts the core together as the container does, around a model, a store and a queue of jobs. */
final class Core {

    private final Answers answers;
    private final CodeGeneration codeGeneration;

    /** Where jobs go; nobody takes them unless a test says so. */
    JobQueue queue = (job, timeLimit) -> {};

    final Archive archive;
    final LostJobs lostJobs;
    final Claims claims;
    final Submissions submissions;
    final JobRunner jobRunner;
    final Generations generations;
    final Listing listing;
    final Removal removal;

    Core(
            GenerationConfig config,
            CodeModel model,
            ObjectStore store,
            RecordFormat format,
            ExecutorService executor,
            Clock clock,
            Sleeper sleeper,
            RandomGenerator random) {
        Models models = new Models(config, new ModelCatalog(config), model);
        archive = new Archive(store, format, executor, clock);
        lostJobs = new LostJobs(archive, config, clock);
        answers = new Answers(format);
        claims = new Claims(store, format, archive, lostJobs, answers, config, clock, random);
        codeGeneration = new CodeGeneration(
                new CodeWriter(models, calls(config, model, clock, sleeper, random), config), archive, clock);
        submissions = new Submissions(
                claims,
                codeGeneration,
                new Jobs((job, timeLimit) -> queue.submit(job, timeLimit), archive, answers, clock),
                answers,
                archive,
                clock,
                random);
        jobRunner = new JobRunner(codeGeneration, archive, lostJobs, new RequestReader(models), clock, sleeper);
        generations = new Generations(archive, lostJobs);
        listing = new Listing(archive, generations);
        removal = new Removal(store, format, archive, clock);
    }

    /** For tests of one thread, in which nobody waits. */
    static Core of(
            GenerationConfig config,
            CodeModel model,
            ObjectStore store,
            ExecutorService executor,
            ManualClock clock,
            RandomGenerator random) {
        return new Core(config, model, store, new JacksonRecordFormat(), executor, clock, clock::advance, random);
    }

    /** The record of a request that nobody wants to repeat. */
    GenerationRecord generate(GenerationRequest request, Invocation invocation) {
        return submit(request, null, false, invocation).generation().orElseThrow();
    }

    /** The answer to a request; the key may be null. */
    Answer submit(GenerationRequest request, String key, boolean asJob, Invocation invocation) {
        return submissions.submit(
                new Submissions.Submission(request, Optional.ofNullable(key).map(IdempotencyKey::new), asJob),
                invocation);
    }

    static ModelCalls calls(
            GenerationConfig config, CodeModel model, Clock clock, Sleeper sleeper, RandomGenerator random) {
        return new ModelCalls(model, new ModelCatalog(config), new Rejections(), clock, sleeper, random);
    }

    static CodeWriter writer(GenerationConfig config, CodeModel model, ManualClock clock, RandomGenerator random) {
        return new CodeWriter(
                new Models(config, new ModelCatalog(config), model),
                calls(config, model, clock, clock::advance, random),
                config);
    }
}
