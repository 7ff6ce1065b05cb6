package io.codegeneration.generation.job;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.Tracking;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Has generations made later, and sees to it that a job that was refused leaves no record behind. */
@ApplicationScoped
public class Jobs {

    private static final Logger LOG = Logger.getLogger(Jobs.class);

    /** Each time the record was written meanwhile. */
    private static final int MAX_TRIES = 4;

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
     * @param claim digest of the idempotency key, or null
     * @return the record
     * @throws CodeGenerationException {@link ProblemCode#JOB_REFUSED}, {@link ProblemCode#STORAGE_FAILED}
     */
    public GenerationRecord queue(GenerationId id, GenerationRequest request, String claim, Invocation invocation) {
        GenerationRecord queued = GenerationRecord.queued(id, request);
        Owner owner = invocation.owner();
        Deadline deadline = invocation.deadline();
        try {
            archive.create(queued, owner, Tracking.of(claim, invocation.pathPrefix()), deadline);
            queue.submit(new Job(owner, id), invocation, deadline.forWrites(clock));
        } catch (RuntimeException e) {
            if (withdrawn(id, owner, deadline)) {
                throw e;
            }
        }
        return queued;
    }

    /** Hands a job over again of which nobody knows whether it was, and returns its record. */
    public GenerationRecord requeue(Archive.Entry entry, Invocation invocation) {
        Deadline deadline = invocation.deadline();
        if (entry.generation().status() == GenerationRecord.Status.QUEUED) {
            try {
                queue.submit(new Job(entry.owner(), entry.id()), invocation, deadline.forWrites(clock));
            } catch (RuntimeException e) {
                if (withdrawn(entry.id(), entry.owner(), deadline)) {
                    throw e;
                }
            }
        }
        return entry.generation();
    }

    /**
     * Removes the record of a job that was refused: without it the job does nothing.
     *
     * @return false where it was taken all the same, and is at work or over by now
     */
    private boolean withdrawn(GenerationId id, Owner owner, Deadline deadline) {
        try {
            for (int tries = 0; tries < MAX_TRIES; tries++) {
                Optional<Archive.Entry> there = archive.find(id, owner, deadline);
                boolean marked = there.filter(e -> e.tracking().removed()).isPresent();
                boolean waits = there.filter(e -> e.generation().status() == GenerationRecord.Status.QUEUED)
                        .isPresent();
                if (there.isPresent() && !marked && !waits) {
                    return false;
                }
                // A mark that was not written may be there all the same: the next look tells.
                if (there.isEmpty()
                        || marked
                        || archive.abandon(there.get(), deadline).isPresent()) {
                    archive.remove(id, owner, deadline);
                    return true;
                }
            }
        } catch (CodeGenerationException e) {
            LOG.warnf("The record of refused job %s could not be removed: %s", id, e.getCause());
        }
        return true;
    }
}
