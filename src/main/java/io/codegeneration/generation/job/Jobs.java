package io.codegeneration.generation.job;

import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.StoredRecord;
import io.codegeneration.generation.archive.Tracking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Queues jobs. A job that is refused leaves no record behind. */
@ApplicationScoped
public class Jobs {

    private static final Logger LOG = Logger.getLogger(Jobs.class);

    private final JobQueue queue;
    private final Archive archive;
    private final Clock clock;

    Jobs(JobQueue queue, Archive archive, Clock clock) {
        this.queue = queue;
        this.archive = archive;
        this.clock = clock;
    }

    /**
     * Writes the record of a job and hands the job over.
     *
     * @param context the code to change, which the record keeps until the job begins
     * @param claim digest of the idempotency key, or null
     * @return the record
     * @throws CodeGenerationException {@link ProblemCode#JOB_REFUSED}, {@link ProblemCode#STORAGE_FAILED}
     */
    public GenerationRecord queue(
            GenerationId id, GenerationRequest request, CodeContext context, String claim, Invocation invocation) {
        GenerationRecord queued = GenerationRecord.queued(id, request);
        Job job = new Job(invocation.owner(), id);
        try {
            archive.create(
                    queued, context, job.owner(), Tracking.of(claim, invocation.pathPrefix()), invocation.deadline());
            submit(job, invocation);
        } catch (RuntimeException e) {
            if (isWithdrawn(job, invocation.deadline())) {
                throw e;
            }
        }
        return queued;
    }

    /** Hands a job over again if it may not have been handed over, and returns its record. */
    public GenerationRecord requeue(StoredRecord record, Invocation invocation) {
        if (record.isQueued()) {
            Job job = new Job(record.owner(), record.id());
            try {
                submit(job, invocation);
            } catch (RuntimeException e) {
                if (isWithdrawn(job, invocation.deadline())) {
                    throw e;
                }
            }
        }
        return record.generation();
    }

    private void submit(Job job, Invocation invocation) {
        queue.submit(job, invocation, invocation.deadline().forWrites(clock));
    }

    /**
     * Deletes the record of a refused job. Without it the job does nothing.
     *
     * @return false if the job was taken nevertheless, and has begun
     */
    private boolean isWithdrawn(Job job, Deadline deadline) {
        try {
            boolean begun = archive.find(job.id(), job.owner(), deadline)
                    .flatMap(found -> archive.update(found, this::withdrawal, deadline))
                    .filter(record -> !record.isDeleted())
                    .isPresent();
            if (begun) {
                return false;
            }
            archive.delete(job.id(), job.owner(), deadline);
        } catch (CodeGenerationException e) {
            LOG.warnf("The record of refused job %s could not be deleted: %s", job.id(), e.getCause());
        }
        return true;
    }

    private Optional<Archive.Change> withdrawal(StoredRecord record) {
        return record.isQueued()
                ? Optional.of(record.markedBy(
                        UUID.randomUUID().toString(), List.of(), clock.instant().truncatedTo(ChronoUnit.MILLIS)))
                : Optional.empty();
    }
}
