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

/** Gives generations an end whose process never came to one: whoever looks at such a record writes it. */
@ApplicationScoped
public class LostJobs {

    /** Each time somebody else was quicker. */
    private static final int MAX_TRIES = 4;

    private final Archive archive;
    private final Duration maxAge;
    private final Clock clock;

    LostJobs(Archive archive, GenerationConfig config, Clock clock) {
        this.archive = archive;
        this.maxAge = config.jobs().maxAge();
        this.clock = clock;
    }

    /**
     * A record as it is, once it was settled if it had to be.
     *
     * @return the record, or nothing where it is gone meanwhile
     */
    public Optional<Archive.Entry> settle(Archive.Entry found, Deadline deadline) {
        Optional<Archive.Entry> entry = Optional.of(found);
        for (int tries = 0; tries < MAX_TRIES && entry.filter(this::lost).isPresent(); tries++) {
            Archive.Entry lost = entry.get();
            GenerationRecord failed = lost.generation().failed(problem(lost), now());
            Optional<Archive.Entry> settled =
                    archive.replace(lost, failed, lost.tracking().settled(), deadline);
            entry = settled.isPresent() ? settled : archive.find(lost.id(), lost.owner(), deadline);
        }
        return entry;
    }

    /** Writes the record of a generation that had none, if it still has none. */
    public void record(GenerationId id, GenerationRequest request, Invocation invocation) {
        Tracking tracking = Tracking.of(null, invocation.pathPrefix());
        GenerationRecord failed = GenerationRecord.queued(id, request).failed(problem(invocation.location(id)), now());
        archive.create(failed, invocation.owner(), tracking, invocation.deadline());
    }

    /** Whether a listed generation has to be settled before it is shown. */
    boolean lost(Archive.Listed listed) {
        return lost(listed.item().status(), listed.item().createdAt(), listed.tracking());
    }

    private boolean lost(Archive.Entry entry) {
        return lost(entry.generation().status(), entry.generation().createdAt(), entry.tracking());
    }

    private boolean lost(GenerationRecord.Status status, Instant createdAt, Tracking tracking) {
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

    private static Problem problem(Archive.Entry entry) {
        return problem(Invocation.location(entry.tracking().prefix(), entry.id()));
    }

    private static Problem problem(String location) {
        TransientException lost = new TransientException(
                ProblemCode.JOB_LOST, "The work was never begun, or never finished. It may have been billed.", null);
        return Problem.of(lost, location, null, null);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
