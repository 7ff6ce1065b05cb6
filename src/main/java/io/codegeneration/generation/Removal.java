package io.codegeneration.generation;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Deletes generations: files first, then the idempotency key's claim, the record last, so that what was interrupted can be
 * asked for again. A job that is at work finds its record gone and stops.
 */
@ApplicationScoped
public class Removal {

    /** Each time the record, or the claim, was written meanwhile. */
    private static final int MAX_TRIES = 8;

    private final ObjectStore store;
    private final RecordFormat format;
    private final Archive archive;
    private final Clock clock;

    Removal(ObjectStore store, RecordFormat format, Archive archive, Clock clock) {
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
        entry = stop(entry, deadline);
        if (entry.tracking().removed() || lost(entry.generation())) {
            archive.removeCode(known, deadline);
        } else {
            archive.removeFiles(entry.generation(), deadline);
        }
        free(entry, deadline);
        archive.remove(known, invocation.owner(), deadline);
    }

    /** Whether nobody came to write down what there is of it. */
    private static boolean lost(GenerationRecord generation) {
        return generation.problem() != null && generation.problem().code().equals(ProblemCode.JOB_LOST.code());
    }

    /**
     * Takes a record that is still to be written from whoever would write it.
     *
     * @return the record that is there now: one that ended, or the rest of another
     */
    private Archive.Entry stop(Archive.Entry found, Deadline deadline) {
        Archive.Entry entry = found;
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            if (entry.generation().ended() || entry.tracking().removed()) {
                return entry;
            }
            Optional<Archive.Entry> stopped = archive.abandon(entry, deadline);
            if (stopped.isPresent()) {
                return stopped.get();
            }
            entry = archive.find(entry.id(), entry.owner(), deadline).orElseThrow(Generations::unknown);
        }
        throw failed();
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
            Claim claim = format.readClaim(found.get().object().content());
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
