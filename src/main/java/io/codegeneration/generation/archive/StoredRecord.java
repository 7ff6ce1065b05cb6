package io.codegeneration.generation.archive;

import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Owner;
import java.time.Instant;
import java.util.List;

/**
 * A record as it was when it was read.
 *
 * @param version expected by the next write
 */
public record StoredRecord(GenerationRecord generation, Owner owner, Tracking tracking, ObjectStore.Version version) {

    public GenerationId id() {
        return new GenerationId(generation.id());
    }

    /** Whether a deletion has begun: callers do not see the record any more. */
    public boolean isDeleted() {
        return tracking.removed();
    }

    /** Whether the generation is a job that has not begun. */
    public boolean isQueued() {
        return generation.status() == GenerationRecord.Status.QUEUED && !isDeleted();
    }

    /** Whether a job made the generation, or makes it. */
    public boolean isJob() {
        return generation.status() == GenerationRecord.Status.QUEUED || tracking.holder() != null;
    }

    /**
     * Returns the mark of a deletion: the record without anything that was asked or generated. No job writes over it.
     *
     * @param deletion a random name, by which the deletion recognizes its mark
     * @param existing the keys of the files that the deletion has seen. The mark names only the others: a file that exists
     *     once and then does not was deleted, not missing
     */
    public Archive.Change markedBy(String deletion, List<ObjectKey> existing, Instant now) {
        Instant since = isDeleted() ? generation.completedAt() : now;
        List<GenerationRecord.StoredFile> missing = generation.files().stream()
                .filter(file -> !existing.contains(new ObjectKey(file.key())))
                .toList();
        return new Archive.Change(generation.withoutContent(since, missing), tracking.deletedBy(deletion));
    }

    ObjectKey key() {
        return ObjectKey.ofRecord(owner, id());
    }
}
