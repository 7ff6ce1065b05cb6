package io.codegeneration.generation.submission;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.Archive;
import io.codegeneration.generation.archive.Generations;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.idempotency.Claim;
import io.codegeneration.generation.idempotency.ClaimFormat;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Deletes generations: files first, then the idempotency key's claim, the record last, so that what was interrupted can be
 * asked for again. A job that is at work finds its record gone and stops. A request that is at work may have written its
 * record before its files: it finds tombstones in their places and removes the rest.
 */
@ApplicationScoped
public class Removal {

    /** Each time the record, or the claim, was written meanwhile. */
    private static final int MAX_TRIES = 8;

    private final ObjectStore store;
    private final ClaimFormat format;
    private final Archive archive;
    private final Clock clock;

    Removal(ObjectStore store, ClaimFormat format, Archive archive, Clock clock) {
        this.store = store;
        this.format = format;
        this.archive = archive;
        this.clock = clock;
    }

    /**
     * Deletes a generation with all that belongs to it.
     *
     * @throws CallerException {@link ProblemCode#NOT_FOUND} where the caller has none with this id
     * @throws TransientException {@link ProblemCode#STORAGE_FAILED}; what is left can be deleted by the same call
     */
    public void delete(String id, Invocation invocation) {
        GenerationId known = GenerationId.parse(id).orElseThrow(Generations::unknown);
        Deadline deadline = invocation.deadline();
        Archive.Entry entry = archive.find(known, invocation.owner(), deadline).orElseThrow(Generations::unknown);
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Optional<Archive.Entry> deleted = deleteFiles(entry, deadline);
            if (deleted.isPresent()) {
                free(deleted.get(), deadline);
                archive.remove(known, invocation.owner(), deadline);
                return;
            }
            Optional<Archive.Entry> there = archive.find(known, invocation.owner(), deadline);
            if (there.isEmpty()) {
                // Removed meanwhile, by its writer or another deletion.
                free(entry, deadline);
                return;
            }
            entry = there.get();
        }
        throw failed();
    }

    /**
     * Deletes the files of a generation; if somebody may still write it, marks its record first, so that a deletion that is
     * interrupted can be told from files that are still to come.
     *
     * @return the record that is there now, or empty if somebody wrote it meanwhile
     */
    private Optional<Archive.Entry> deleteFiles(Archive.Entry entry, Deadline deadline) {
        GenerationRecord generation = entry.generation();
        if (mayBeWritten(entry)) {
            // Before the mark: no other deletion has removed any by then.
            List<ObjectKey> written = archive.code(entry.id(), deadline);
            Optional<Archive.Entry> marked = archive.abandon(entry, deadline);
            if (marked.isPresent()) {
                archive.forbidMissing(marked.get(), written, deadline);
                archive.removeAll(written, deadline);
            }
            return marked;
        }
        if (!generation.ended() && !entry.tracking().removed()) {
            // From here on a job that is at work cannot write any more.
            Optional<Archive.Entry> stopped = archive.abandon(entry, deadline);
            if (stopped.isPresent()) {
                archive.removeCode(entry.id(), deadline);
            }
            return stopped;
        }
        if (entry.tracking().removed() && !generation.files().isEmpty() && isYoung(generation)) {
            archive.removeCodeButTombstones(entry.id(), deadline);
        } else if (entry.tracking().removed() || lost(generation)) {
            archive.removeCode(entry.id(), deadline);
        } else {
            archive.removeFiles(generation, deadline);
        }
        return Optional.of(entry);
    }

    /**
     * Whether files may be about to be written: beside a record that says that all went well, unless a job wrote it, and no
     * longer than a write can take.
     */
    private boolean mayBeWritten(Archive.Entry entry) {
        GenerationRecord generation = entry.generation();
        return generation.status() == GenerationRecord.Status.SUCCEEDED
                && !entry.tracking().removed()
                && entry.tracking().holder() == null
                && isYoung(generation);
    }

    private boolean isYoung(GenerationRecord generation) {
        return generation.completedAt() != null
                && clock.instant().isBefore(generation.completedAt().plus(Deadline.LONGEST));
    }

    /** Whether nobody came to write down what there is of it. */
    private static boolean lost(GenerationRecord generation) {
        return generation.problem() != null && generation.problem().code().equals(ProblemCode.JOB_LOST.code());
    }

    /** Gives the idempotency key back, unless it is another generation's by now. */
    private void free(Archive.Entry entry, Deadline deadline) {
        if (entry.tracking().claim() == null) {
            return;
        }
        ObjectKey place = ObjectKey.ofClaim(entry.owner(), entry.tracking().claim());
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Optional<ObjectStore.Found> found = store.get(place, deadline.forWrites(clock));
            if (found.isEmpty()) {
                return;
            }
            Claim claim = format.read(found.get().object().content());
            if (!claim.id().equals(entry.generation().id())) {
                return;
            }
            archive.removeLeftovers(claim.leftovers(), deadline);
            // First written over: a store may not know conditions for removals.
            ObjectStore.StoredObject free = new ObjectStore.StoredObject(
                    format.write(claim.free(UUID.randomUUID().toString())), format.contentType(), Map.of());
            Optional<ObjectStore.Version> freed = store.put(
                    place, free, new ObjectStore.Condition.Matches(found.get().version()), deadline.forWrites(clock));
            if (freed.isPresent()) {
                store.delete(place, freed.get(), deadline.forWrites(clock));
                return;
            }
        }
        throw failed();
    }

    private static TransientException failed() {
        return new TransientException(ProblemCode.STORAGE_FAILED, "The generation could not be deleted.", null);
    }
}
