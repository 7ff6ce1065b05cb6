package io.codegeneration.generation.job;

import io.codegeneration.generation.Backoff;
import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Pauser;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.Contents;
import io.codegeneration.generation.archive.JobExpiry;
import io.codegeneration.generation.archive.RecordOutcome;
import io.codegeneration.generation.archive.StoredRecord;
import io.codegeneration.generation.making.CodeGeneration;
import io.codegeneration.generation.making.GenerationOutcome;
import io.codegeneration.generation.making.GenerationTask;
import io.codegeneration.generation.making.RequestReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Runs jobs. However often a job is delivered, one delivery runs it: the one that changes the record from queued to running.
 */
@ApplicationScoped
public class JobRunner {

    private static final Logger LOG = Logger.getLogger(JobRunner.class);

    /** Pauses between attempts to store, which go on until the deadline: no other process has what a job generated. */
    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final CodeGeneration codeGeneration;
    private final Archive archive;
    private final JobExpiry expiry;
    private final RequestReader requests;
    private final Clock clock;
    private final Pauser pauser;

    JobRunner(
            CodeGeneration codeGeneration,
            Archive archive,
            JobExpiry expiry,
            RequestReader requests,
            Clock clock,
            Pauser pauser) {
        this.codeGeneration = codeGeneration;
        this.archive = archive;
        this.expiry = expiry;
        this.requests = requests;
        this.clock = clock;
        this.pauser = pauser;
    }

    /**
     * Runs a job, unless it is running, final or gone.
     *
     * @param deadline the end of the work
     * @param requestId the id of the invocation, or null
     * @return the generation as this delivery ended it, or empty if there was nothing to do or it was deleted meanwhile
     * @throws CodeGenerationException {@link ProblemCode#STORAGE_FAILED} if the record could not be read or changed, {@link
     *     ProblemCode#JOB_REFUSED} if only a newer version of the program can run the job
     */
    public Optional<GenerationRecord> run(Job job, Deadline deadline, String requestId) {
        String holder = UUID.randomUUID().toString();
        // A job has a deadline even if the platform sets none.
        Deadline end = new Deadline(clock.instant().plus(deadline.remaining(clock)));
        return begin(job, holder, end).flatMap(begun -> run(begun, end, requestId));
    }

    /** Takes the job. While the store fails, this delivery tries again: the job is not delivered a second time. */
    private Optional<Archive.StoredJob> begin(Job job, String holder, Deadline deadline) {
        for (int attempts = 1; ; attempts++) {
            try {
                return tryToBegin(job, holder, deadline);
            } catch (TransientException e) {
                LOG.warnf("Job %s cannot be taken yet: %s", job.id(), e.getCause());
                if (!pause(attempts, deadline)) {
                    throw e;
                }
            }
        }
    }

    private Optional<Archive.StoredJob> tryToBegin(Job job, String holder, Deadline deadline) {
        Instant lost = clock.instant().plus(deadline.remaining(clock)).plus(Deadline.LATEST_WRITES);
        return archive.findJob(job.id(), job.owner(), deadline).flatMap(found -> expiry.expire(found.record(), deadline)
                .flatMap(record -> archive.update(record, current -> start(current, holder, lost), deadline))
                .filter(record ->
                        !record.isDeleted() && holder.equals(record.tracking().holder()))
                .map(record -> new Archive.StoredJob(record, found.context())));
    }

    private static Optional<Archive.Change> start(StoredRecord record, String holder, Instant lost) {
        if (!record.isQueued()) {
            return Optional.empty();
        }
        if (record.tracking().isNewer()) {
            throw new OperatorException(
                    ProblemCode.JOB_REFUSED, "A newer version of the program queued this job.", null, null);
        }
        return Optional.of(new Archive.Change(
                record.generation().running(), record.tracking().startedBy(holder, lost)));
    }

    private Optional<GenerationRecord> run(Archive.StoredJob job, Deadline deadline, String requestId) {
        StoredRecord record = job.record();
        GenerationRequest request;
        try {
            request = request(record.generation().request(), job.context());
        } catch (CallerException e) {
            return refused(record, e, deadline, requestId);
        }
        String prefix = record.tracking().prefix();
        GenerationTask task = new GenerationTask(
                record.id(),
                request,
                job.context(),
                record.owner(),
                deadline,
                archive.writer(record),
                Invocation.location(prefix, record.id()),
                prefix + Invocation.ROOT,
                requestId,
                ProgressListener.NONE);
        GenerationOutcome outcome = stored(codeGeneration.make(task), task);
        if (outcome instanceof GenerationOutcome.Succeeded succeeded) {
            return Optional.of(succeeded.generation());
        }
        if (outcome instanceof GenerationOutcome.Failed failed) {
            return Optional.of(failed.generation());
        }
        LOG.debugf("Job %s was deleted or given up while it ran", record.id());
        return Optional.empty();
    }

    /** Stores what a job generated, again and again if necessary. */
    private GenerationOutcome stored(GenerationOutcome first, GenerationTask task) {
        GenerationOutcome outcome = first;
        for (int attempts = 1; !isFinal(outcome) && pause(attempts, task.deadline()); attempts++) {
            GenerationOutcome.Failed failed = (GenerationOutcome.Failed) outcome;
            LOG.warnf("Generation %s cannot be stored yet", task.id());
            outcome = failed.unsaved().isPresent()
                    ? codeGeneration.store(failed.unsaved().get(), task)
                    : codeGeneration.record(failed, task);
        }
        return outcome instanceof GenerationOutcome.Failed failed && !failed.recorded()
                ? codeGeneration.record(failed, task)
                : outcome;
    }

    private static boolean isFinal(GenerationOutcome outcome) {
        return !(outcome instanceof GenerationOutcome.Failed failed)
                || failed.recorded() && failed.unsaved().isEmpty();
    }

    /** Waits, or returns false if no time would be left afterwards. */
    private boolean pause(int attempts, Deadline deadline) {
        Duration left = deadline.remaining(clock);
        return !left.isZero() && pauser.pause(BACKOFF, attempts, left);
    }

    /** The configuration has changed since the job was queued, and does not allow the request any more. */
    private Optional<GenerationRecord> refused(
            StoredRecord record, CallerException e, Deadline deadline, String requestId) {
        Problem problem = Problem.of(e, Invocation.location(record.tracking().prefix(), record.id()), requestId, null);
        GenerationRecord failed =
                record.generation().failed(problem, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return archive.writer(record).write(failed, Contents.NONE, deadline) instanceof RecordOutcome.Recorded
                ? Optional.of(failed)
                : Optional.empty();
    }

    private GenerationRequest request(GenerationRecord.Request asked, CodeContext context) {
        return requests.read(new RequestReader.Draft(
                "key",
                asked.language(),
                "message",
                asked.message(),
                asked.model(),
                asked.maxTokens() == null ? null : BigInteger.valueOf(asked.maxTokens()),
                asked.previous(),
                files(asked, context),
                List.of()));
    }

    /** The caller's own files, which the context contains. */
    private static List<SourceFile> files(GenerationRecord.Request asked, CodeContext context) {
        Map<String, SourceFile> files =
                context.files().stream().collect(Collectors.toMap(SourceFile::name, Function.identity()));
        return asked.files().stream().map(file -> files.get(file.name())).toList();
    }
}
