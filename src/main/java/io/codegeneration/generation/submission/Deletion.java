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
        Mark mark = new Mark(deadline);
        Optional<StoredRecord> current = archive.update(found, mark::on, deadline);
        current.ifPresent(record -> {
            if (mark.isOn(record) && mark.stopsWriter) {
                files.stopWriter(record, () -> !mark.isRepeated && mark.isStillOn(record), deadline);
                files.delete(mark.written, deadline);
            } else {
                deleteFiles(record, deadline);
            }
        });
        // Without a record another deletion has come this far.
        claims.free(current.orElse(found), deadline);
        archive.delete(found.id(), found.owner(), deadline);
    }

    /** The mark of one deletion, and what the deletion has seen just before it. */
    private final class Mark {

        private final String name = UUID.randomUUID().toString();
        private final Deadline deadline;

        /** Whether a process may still write files. */
        private boolean stopsWriter;

        /** Whether it replaces the mark of another deletion. */
        private boolean isRepeated;

        /** The files that existed before: the generation's own process has written them. */
        private List<ObjectKey> written = List.of();

        Mark(Deadline deadline) {
            this.deadline = deadline;
        }

        /** Returns the record with this mark, or empty if it needs none. */
        Optional<Archive.Change> on(StoredRecord record) {
            stopsWriter = isBeingStored(record);
            if (!stopsWriter && record.generation().ended()) {
                return Optional.empty();
            }
            isRepeated = record.isDeleted();
            written = stopsWriter ? files.written(record, deadline) : List.of();
            return Optional.of(record.markedBy(name, written, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        }

        boolean isOn(StoredRecord record) {
            return name.equals(record.tracking().holder());
        }

        boolean isStillOn(StoredRecord record) {
            return archive.find(record.id(), record.owner(), deadline)
                    .filter(this::isOn)
                    .isPresent();
        }
    }

    private void deleteFiles(StoredRecord record, Deadline deadline) {
        if (record.isDeleted() || isLost(record.generation())) {
            files.deleteAll(record.id(), deadline);
        } else {
            files.deleteNamed(record.generation(), deadline);
        }
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
