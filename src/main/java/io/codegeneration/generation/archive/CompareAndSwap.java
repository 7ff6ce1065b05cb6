package io.codegeneration.generation.archive;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;

/**
 * Replaces an object if it is still what the caller expects. Every conditional write of the program goes through here. Only
 * this class knows how to tell a write that lost from a write whose answer was lost: in the second case the object that it wants
 * to write is there. Writers whose objects must not be mistaken for each other put a random name into them.
 */
@ApplicationScoped
public class CompareAndSwap {

    /**
     * How often a caller that lost may try again with what it found. Each loss means that another writer made progress, and
     * the writers of one key are few: a request, its repetitions, a deletion, a job and a reader that finds the job lost.
     */
    public static final int MAX_ROUNDS = 8;

    /** How often a write is sent that the store refuses because of another one, which may then fail itself. */
    private static final int MAX_WRITES = 3;

    private final ObjectStore store;
    private final Clock clock;

    CompareAndSwap(ObjectStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The outcome of a swap. */
    public sealed interface Outcome {

        /**
         * The object was written.
         *
         * @param version expected by the next swap
         */
        record Won(ObjectStore.Version version) implements Outcome {}

        /**
         * The object was not what the caller expected, and was not written.
         *
         * @param current the object that is there instead, or empty if there is none
         */
        record Lost(Optional<ObjectStore.Snapshot> current) implements Outcome {}
    }

    /**
     * Replaces an object.
     *
     * @param expected the version that it must have, or empty if there must be none
     * @throws TransientException {@link ProblemCode#STORAGE_FAILED} if the outcome is unknown
     */
    public Outcome swap(
            ObjectKey key, Optional<ObjectStore.Version> expected, ObjectStore.StoredObject next, Deadline deadline) {
        ObjectStore.Condition condition = expected.<ObjectStore.Condition>map(ObjectStore.Condition.Matches::new)
                .orElseGet(ObjectStore.Condition.Absent::new);
        for (int writes = 1; ; writes++) {
            boolean late = deadline.remaining(clock).isZero();
            TransientException failure = null;
            try {
                Optional<ObjectStore.Version> written = store.put(key, next, condition, deadline);
                if (written.isPresent()) {
                    return new Outcome.Won(written.get());
                }
            } catch (TransientException e) {
                if (late) {
                    // The caller waits for one call after the deadline, but not for two.
                    throw e;
                }
                failure = e;
            }
            Optional<ObjectStore.Snapshot> current = read(key, deadline, failure);
            if (current.filter(there -> isSame(there.object(), next)).isPresent()) {
                return new Outcome.Won(current.get().version());
            }
            if (!current.map(ObjectStore.Snapshot::version).equals(expected)) {
                return new Outcome.Lost(current);
            }
            if (failure != null) {
                throw failure;
            }
            if (writes == MAX_WRITES) {
                throw new TransientException(
                        ProblemCode.STORAGE_FAILED, "Other writes kept this one from being stored.", null);
            }
        }
    }

    private Optional<ObjectStore.Snapshot> read(ObjectKey key, Deadline deadline, TransientException failure) {
        try {
            return store.get(key, deadline);
        } catch (TransientException e) {
            throw failure != null ? failure : e;
        }
    }

    private static boolean isSame(ObjectStore.StoredObject there, ObjectStore.StoredObject next) {
        return Arrays.equals(there.content(), next.content())
                && there.metadata().equals(next.metadata());
    }
}
