package io.codegeneration.generation.archive;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Marks generations whose process died as failed. The next reader of such a record does it. */
@ApplicationScoped
public class JobExpiry {

    private final Archive archive;
    private final Duration maxAge;
    private final Clock clock;

    JobExpiry(Archive archive, GenerationConfig config, Clock clock) {
        this.archive = archive;
        this.maxAge = config.jobs().maxAge();
        this.clock = clock;
    }

    /** Marks a record as failed if it has expired, and returns the record that is there now, or empty if it is gone. */
    public Optional<StoredRecord> expire(StoredRecord found, Deadline deadline) {
        return archive.update(
                found,
                record -> isExpired(record)
                        ? Optional.of(new Archive.Change(
                                record.generation().failed(problem(record), now()),
                                record.tracking().settled()))
                        : Optional.empty(),
                deadline);
    }

    /** Writes the record of a lost generation that has none. */
    public void recordLost(GenerationId id, GenerationRequest request, Invocation invocation) {
        Tracking tracking = Tracking.of(null, invocation.pathPrefix());
        GenerationRecord failed = GenerationRecord.queued(id, request).failed(problem(invocation.location(id)), now());
        archive.create(failed, invocation.owner(), tracking, invocation.deadline());
    }

    /** Whether a listed record has expired. */
    boolean isExpired(ListedRecord listed) {
        return isExpired(listed.item().status(), listed.item().createdAt(), listed.tracking());
    }

    private boolean isExpired(StoredRecord record) {
        return isExpired(record.generation().status(), record.generation().createdAt(), record.tracking());
    }

    private boolean isExpired(GenerationRecord.Status status, Instant createdAt, Tracking tracking) {
        if (tracking.removed()) {
            return false;
        }
        Instant now = clock.instant();
        return switch (status) {
            case QUEUED -> !now.isBefore(createdAt.plus(maxAge));
            case RUNNING -> tracking.deadline() == null || !now.isBefore(tracking.deadline());
            case SUCCEEDED, FAILED -> false;
        };
    }

    private static Problem problem(StoredRecord record) {
        return problem(Invocation.location(record.tracking().prefix(), record.id()));
    }

    private static Problem problem(String location) {
        TransientException lost = new TransientException(
                ProblemCode.JOB_LOST, "The work never began, or never ended. It may have been billed.", null);
        return Problem.of(lost, location, null, null);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
