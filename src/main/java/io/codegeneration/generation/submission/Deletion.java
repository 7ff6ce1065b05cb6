package io.codegeneration.generation.submission;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.CodeFiles;
import io.codegeneration.generation.archive.GenerationReader;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.StoredRecord;
import io.codegeneration.generation.idempotency.Claims;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Deletes generations: first the files, then the claim on the idempotency key, and the record last, so that a repeated request
 * finishes an interrupted deletion. If a process may still write the generation, the deletion first marks the record: the
 * process finds the mark, or a tombstone in the place of one of its files, and deletes what it has written.
 */
@ApplicationScoped
public class Deletion {

    private final Archive archive;
    private final CodeFiles files;
    private final Claims claims;
    private final Clock clock;

    Deletion(Archive archive, CodeFiles files, Claims claims, Clock clock) {
        this.archive = archive;
        this.files = files;
        this.claims = claims;
        this.clock = clock;
    }

    /**
     * Deletes a generation with its files and its claim.
     *
     * @throws CallerException {@link ProblemCode#NOT_FOUND} if the caller has no generation with this id
     * @throws TransientException {@link ProblemCode#STORAGE_FAILED}; the same request finishes the deletion
     */
    public void delete(String id, Invocation invocation) {
        Deadline deadline = invocation.deadline();
        StoredRecord found = GenerationId.parse(id)
                .flatMap(known -> archive.find(known, invocation.owner(), deadline))
                .orElseThrow(GenerationReader::unknown);
        // Listed before the mark: what exists now was written by the generation's own process.
        List<ObjectKey> existing = isBeingStored(found) ? files.written(found, deadline) : List.of();
        String deletion = UUID.randomUUID().toString();
        AtomicBoolean repeated = new AtomicBoolean(found.isDeleted());
        Optional<StoredRecord> current = archive.update(
                found,
                record -> {
                    repeated.compareAndSet(false, record.isDeleted() && !isMarkedBy(deletion, record));
                    return mark(record, deletion, existing);
                },
                deadline);
        current.ifPresent(record -> {
            if (isMarkedBy(deletion, record) && isBeingStored(found)) {
                files.stopWriter(
                        record, () -> !repeated.get() && isStillMarkedBy(deletion, record, deadline), deadline);
                files.delete(existing, deadline);
            } else {
                deleteFiles(record, deadline);
            }
        });
        // Without a record another deletion has come this far.
        claims.free(current.orElse(found), deadline);
        archive.delete(found.id(), found.owner(), deadline);
    }

    private Optional<Archive.Change> mark(StoredRecord record, String deletion, List<ObjectKey> existing) {
        boolean needed = !record.generation().ended() || isBeingStored(record);
        return needed && !isMarkedBy(deletion, record)
                ? Optional.of(
                        record.markedBy(deletion, existing, clock.instant().truncatedTo(ChronoUnit.MILLIS)))
                : Optional.empty();
    }

    private void deleteFiles(StoredRecord record, Deadline deadline) {
        if (record.isDeleted() || isLost(record.generation())) {
            files.deleteAll(record.id(), deadline);
        } else {
            files.deleteNamed(record.generation(), deadline);
        }
    }

    private static boolean isMarkedBy(String deletion, StoredRecord record) {
        return deletion.equals(record.tracking().holder());
    }

    private boolean isStillMarkedBy(String deletion, StoredRecord record, Deadline deadline) {
        return archive.find(record.id(), record.owner(), deadline)
                .filter(there -> isMarkedBy(deletion, there))
                .isPresent();
    }

    /**
     * Whether a process may still write files of a generation whose record says that it succeeded, or that was deleted then. A
     * job writes its record last.
     */
    private boolean isBeingStored(StoredRecord record) {
        GenerationRecord generation = record.generation();
        boolean succeeded = generation.status() == GenerationRecord.Status.SUCCEEDED && !record.isJob();
        boolean recent = generation.completedAt() != null
                && clock.instant().isBefore(generation.completedAt().plus(Deadline.LONGEST));
        return recent && !generation.files().isEmpty() && (succeeded || record.isDeleted());
    }

    /** Whether the process died, so that the record does not name the files. */
    private static boolean isLost(GenerationRecord generation) {
        return generation.problem() != null && generation.problem().code().equals(ProblemCode.JOB_LOST.code());
    }
}
