package io.codegeneration.generation.archive;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.StoppedException;
import io.codegeneration.generation.TransientException;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;

/**
 * The place of one generation's record, for the one who makes that generation. A job's record is there before its work and
 * is only written over by the job that holds it. Not thread-safe.
 */
public final class RecordSlot {

    /** A write of its own, whose answer was lost, may have been in between. */
    private static final int MAX_WRITES = 3;

    private final Archive archive;
    private final ObjectKey key;
    private final Tracking tracking;
    private final Clock clock;

    /** What is there now, as far as this holder knows; null where there is nothing to be written over. */
    private ObjectStore.Version version;

    RecordSlot(Archive archive, ObjectKey key, Tracking tracking, ObjectStore.Version version, Clock clock) {
        this.archive = archive;
        this.key = key;
        this.tracking = tracking;
        this.version = version;
        this.clock = clock;
    }

    /** Whether the record was there before the work. */
    public boolean job() {
        return version != null;
    }

    /**
     * Writes the record.
     *
     * @param contents what stands in its files
     * @throws StoppedException where the job does not hold it any more
     */
    public void write(GenerationRecord generation, Contents contents, Deadline deadline) {
        ObjectStore.StoredObject object = archive.object(generation, contents, tracking);
        if (version == null) {
            archive.store().put(key, object, deadline.forWrites(clock));
            return;
        }
        for (int writes = 0; writes < MAX_WRITES; writes++) {
            Optional<ObjectStore.Version> written = archive.store()
                    .put(key, object, new ObjectStore.Condition.Matches(version), deadline.forWrites(clock));
            if (written.isPresent()) {
                version = written.get();
                return;
            }
            ObjectStore.Found found = held(deadline);
            version = found.version();
            if (Arrays.equals(found.object().content(), object.content())) {
                return;
            }
        }
        throw new TransientException(ProblemCode.STORAGE_FAILED, "The record could not be written.", null);
    }

    /**
     * Before anything that costs: whether the generation is still wanted.
     *
     * @throws StoppedException where it is not
     */
    public void check(Deadline deadline) {
        if (version != null) {
            try {
                version = held(deadline).version();
            } catch (CodeGenerationException e) {
                // Not known: the last write finds out.
                return;
            }
        }
    }

    private ObjectStore.Found held(Deadline deadline) {
        return archive.store()
                .get(key, deadline.forWrites(clock))
                .filter(found -> tracking.holder()
                        .equals(Tracking.of(found.object().metadata()).holder()))
                .orElseThrow(StoppedException::new);
    }
}
