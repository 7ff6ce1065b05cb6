package io.codegeneration.generation.archive;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * Writes the record of one generation for the process that makes it. It never brings back a record that was deleted, and
 * never writes over the record of another process. Not thread-safe.
 */
public final class RecordWriter {

    private static final Logger LOG = Logger.getLogger(RecordWriter.class);

    private final Archive archive;
    private final Owner owner;
    private final GenerationId id;
    private final Tracking tracking;

    /** What tracks the record once it is final. */
    private final Tracking finalTracking;

    /** The version written last, or empty if there is none to write over. */
    private Optional<ObjectStore.Version> version;

    private CompletableFuture<RecordOutcome> announcement =
            CompletableFuture.completedFuture(new RecordOutcome.Recorded());

    RecordWriter(
            Archive archive,
            Owner owner,
            GenerationId id,
            Tracking tracking,
            Tracking finalTracking,
            Optional<ObjectStore.Version> version) {
        this.archive = archive;
        this.owner = owner;
        this.id = id;
        this.tracking = tracking;
        this.finalTracking = finalTracking;
        this.version = version;
    }

    Owner owner() {
        return owner;
    }

    /** Whether readers can see the record while the generation is made. */
    public boolean isVisibleEarly() {
        return tracking.holder() != null;
    }

    /** Whether this writer knows that the record exists. */
    public boolean isRecorded() {
        return version.isPresent();
    }

    /** Writes the record of a generation that has begun, beside other work. A failure is logged: the final record follows. */
    public void announce(GenerationRecord running, Deadline deadline) {
        announcement = archive.beside(() -> writeNow(running, Contents.NONE, deadline));
    }

    /**
     * Writes the record.
     *
     * @param contents what the files contain
     * @throws TransientException {@link ProblemCode#STORAGE_FAILED} if the outcome is unknown
     */
    public RecordOutcome write(GenerationRecord generation, Contents contents, Deadline deadline) {
        awaitAnnouncement();
        return writeNow(generation, contents, deadline);
    }

    private RecordOutcome writeNow(GenerationRecord generation, Contents contents, Deadline deadline) {
        ObjectKey key = ObjectKey.ofRecord(owner, id);
        ObjectStore.StoredObject object =
                archive.object(generation, contents, generation.ended() ? finalTracking : tracking);
        for (int round = 0; round < CompareAndSwap.MAX_ROUNDS; round++) {
            CompareAndSwap.Outcome outcome = archive.swap(key, version, object, deadline);
            if (outcome instanceof CompareAndSwap.Outcome.Won won) {
                version = Optional.of(won.version());
                return new RecordOutcome.Recorded();
            }
            Optional<StoredRecord> current = archive.current(outcome, owner);
            if (current.filter(record -> isStored(record, generation)).isPresent()) {
                return new RecordOutcome.StoredBefore(current.get().generation());
            }
            if (current.filter(this::isMine).isEmpty()) {
                return new RecordOutcome.Withdrawn();
            }
            version = current.map(StoredRecord::version);
        }
        throw new TransientException(ProblemCode.STORAGE_FAILED, "The record could not be written.", null);
    }

    /**
     * Returns whether the generation is still wanted: false if its record was deleted or belongs to another process. If
     * that is unknown, the answer is true, and the next write finds out.
     */
    public boolean isWanted(Deadline deadline) {
        awaitAnnouncement();
        if (version.isEmpty()) {
            return true;
        }
        try {
            Optional<StoredRecord> held = archive.find(id, owner, deadline).filter(this::isMine);
            held.ifPresent(record -> version = Optional.of(record.version()));
            return held.isPresent();
        } catch (CodeGenerationException e) {
            return true;
        }
    }

    /** Deletes the mark of the deletion that this process has met. A failure is logged: a repeated deletion deletes it. */
    void deleteMark(Deadline deadline) {
        try {
            archive.delete(id, owner, deadline);
        } catch (CodeGenerationException e) {
            LOG.warnf("The record of deleted generation %s could not be deleted: %s", id, e.getCause());
        }
    }

    private void awaitAnnouncement() {
        try {
            announcement.join();
        } catch (RuntimeException e) {
            LOG.warnf("The record of generation %s could not be written before its end: %s", id, e.getCause());
        }
        announcement = CompletableFuture.completedFuture(new RecordOutcome.Recorded());
    }

    private static boolean isStored(StoredRecord current, GenerationRecord next) {
        return !current.isDeleted()
                && current.generation().status() == GenerationRecord.Status.SUCCEEDED
                && next.status() == GenerationRecord.Status.FAILED;
    }

    private boolean isMine(StoredRecord record) {
        return !record.isDeleted()
                && Objects.equals(tracking.holder(), record.tracking().holder());
    }
}
