package io.codegeneration.generation.archive;

import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Keeps the record of each generation. {@link CodeFiles} keeps its files. */
@ApplicationScoped
public class Archive {

    private final ObjectStore store;
    private final CompareAndSwap compareAndSwap;
    private final RecordFormat format;
    private final ParallelCalls calls;

    Archive(ObjectStore store, CompareAndSwap compareAndSwap, RecordFormat format, ParallelCalls calls) {
        this.store = store;
        this.compareAndSwap = compareAndSwap;
        this.format = format;
        this.calls = calls;
    }

    /** What a record is to become. */
    public record Change(GenerationRecord generation, Tracking tracking) {}

    /** Returns the bucket's name as answers show it. */
    public String bucket() {
        return store.bucket();
    }

    /** Returns the writer of a record that does not exist yet, for the process that answers the request itself. */
    public RecordWriter writer(Owner owner, GenerationId id, Tracking tracking) {
        return new RecordWriter(this, owner, id, tracking, tracking.settled(), Optional.empty());
    }

    /** Returns the writer of a record that exists, for its holder. */
    public RecordWriter writer(StoredRecord held) {
        Tracking tracking = held.tracking();
        return new RecordWriter(this, held.owner(), held.id(), tracking, tracking, Optional.of(held.version()));
    }

    /**
     * Writes a record, unless there is one.
     *
     * @throws TransientException {@link ProblemCode#STORAGE_FAILED} if it is unknown whether there is a record now
     */
    public void create(GenerationRecord generation, Owner owner, Tracking tracking, Deadline deadline) {
        create(generation, CodeContext.NONE, owner, tracking, deadline);
    }

    /**
     * Writes the record of a job with the code that it changes, unless there is one.
     *
     * @throws TransientException {@link ProblemCode#STORAGE_FAILED} if it is unknown whether there is a record now
     */
    public void create(
            GenerationRecord generation, CodeContext context, Owner owner, Tracking tracking, Deadline deadline) {
        ObjectKey key = ObjectKey.ofRecord(owner, new GenerationId(generation.id()));
        ObjectStore.StoredObject object =
                object(generation, Contents.NONE, context, context.isEmpty() ? tracking : tracking.withContext());
        compareAndSwap.swap(key, Optional.empty(), object, deadline);
    }

    /**
     * Changes a record, and tries again with what it finds if somebody else has written it.
     *
     * @param change returns what the record is to become, or empty to leave it as it is
     * @return the record that is there now, or empty if there is none
     */
    public Optional<StoredRecord> update(
            StoredRecord found, Function<StoredRecord, Optional<Change>> change, Deadline deadline) {
        StoredRecord current = found;
        for (int round = 0; round < CompareAndSwap.MAX_ROUNDS; round++) {
            Optional<Change> wanted = change.apply(current);
            if (wanted.isEmpty()) {
                return Optional.of(current);
            }
            GenerationRecord generation = wanted.get().generation();
            Tracking tracking = wanted.get().tracking();
            CompareAndSwap.Outcome outcome = compareAndSwap.swap(
                    current.key(),
                    Optional.of(current.version()),
                    object(generation, Contents.NONE, tracking),
                    deadline);
            if (outcome instanceof CompareAndSwap.Outcome.Won won) {
                return Optional.of(new StoredRecord(generation, current.owner(), tracking, won.version()));
            }
            Optional<StoredRecord> there = current(outcome, current.owner());
            if (there.isEmpty()) {
                return Optional.empty();
            }
            current = there.get();
        }
        throw new TransientException(ProblemCode.STORAGE_FAILED, "The record could not be written.", null);
    }

    /** Reads a record, also one whose deletion has begun. */
    public Optional<StoredRecord> find(GenerationId id, Owner owner, Deadline deadline) {
        return store.get(ObjectKey.ofRecord(owner, id), deadline).map(snapshot -> read(snapshot, owner));
    }

    /**
     * The record of a job.
     *
     * @param context the code that the job changes, unless it has begun
     */
    public record StoredJob(StoredRecord record, CodeContext context) {}

    /** Reads the record of a job with the code that it changes. */
    public Optional<StoredJob> findJob(GenerationId id, Owner owner, Deadline deadline) {
        return store.get(ObjectKey.ofRecord(owner, id), deadline)
                .map(snapshot -> new StoredJob(
                        read(snapshot, owner),
                        format.readContext(snapshot.object().content())));
    }

    /**
     * A record and the contents of its files.
     *
     * @param contents as many texts as the record has files, or fewer if an older version wrote the record
     */
    record Whole(StoredRecord record, Contents contents) {}

    /** Reads a record with the contents of its files, also one whose deletion has begun. */
    Optional<Whole> findWhole(GenerationId id, Owner owner, Deadline deadline) {
        return store.get(ObjectKey.ofRecord(owner, id), deadline).map(snapshot -> {
            StoredRecord record = read(snapshot, owner);
            return new Whole(record, contents(record.generation(), snapshot));
        });
    }

    private Contents contents(GenerationRecord generation, ObjectStore.Snapshot snapshot) {
        Contents contents = format.readContents(snapshot.object().content());
        return contents.texts().isEmpty()
                ? new Contents(Stream.ofNullable(generation.code()).toList(), generation.explanation())
                : contents;
    }

    /** Reads what a list shows of a record, also of one whose deletion has begun. */
    Optional<ListedRecord> findItem(GenerationId id, Owner owner, Deadline deadline) {
        return store.read(
                ObjectKey.ofRecord(owner, id),
                (content, metadata) -> new ListedRecord(format.readItem(content), Tracking.of(metadata)),
                deadline);
    }

    /**
     * Lists the ids of a caller's records, newest first.
     *
     * @param after only ids older than this, which need not exist; null to begin with the newest
     */
    List<GenerationId> list(Owner owner, GenerationId after, int limit, Deadline deadline) {
        String last = after == null ? null : ObjectKey.ofRecord(owner, after).value();
        List<GenerationId> ids = new ArrayList<>();
        while (true) {
            int missing = limit - ids.size();
            List<ObjectKey> keys = store.list(ObjectKey.recordsOf(owner), last, missing, deadline);
            keys.forEach(key -> ObjectKey.idOfRecord(key, owner).ifPresent(ids::add));
            if (keys.size() < missing || ids.size() == limit) {
                return ids;
            }
            // Something else was among them, such as the marker of a folder.
            last = keys.get(keys.size() - 1).value();
        }
    }

    /** Reads the file contents that a record holds; {@link Contents#NONE} if it holds none besides its code. */
    public Contents recordedContents(GenerationRecord generation, Owner owner, Deadline deadline) {
        return store.get(ObjectKey.ofRecord(owner, new GenerationId(generation.id())), deadline)
                .map(snapshot -> contents(generation, snapshot))
                .orElse(Contents.NONE);
    }

    /** Deletes a record, whatever it says. */
    public void delete(GenerationId id, Owner owner, Deadline deadline) {
        store.delete(ObjectKey.ofRecord(owner, id), deadline);
    }

    <T> CompletableFuture<T> beside(Supplier<T> work) {
        return calls.start(work);
    }

    CompareAndSwap.Outcome swap(
            ObjectKey key, Optional<ObjectStore.Version> expected, ObjectStore.StoredObject next, Deadline deadline) {
        return compareAndSwap.swap(key, expected, next, deadline);
    }

    /** The record that won against a swap, or empty if there is none. */
    Optional<StoredRecord> current(CompareAndSwap.Outcome outcome, Owner owner) {
        return outcome instanceof CompareAndSwap.Outcome.Lost lost
                ? lost.current().map(snapshot -> read(snapshot, owner))
                : Optional.empty();
    }

    ObjectStore.StoredObject object(GenerationRecord generation, Contents contents, Tracking tracking) {
        return object(generation, contents, CodeContext.NONE, tracking);
    }

    private ObjectStore.StoredObject object(
            GenerationRecord generation, Contents contents, CodeContext context, Tracking tracking) {
        // The content of a single file is the record's code, unless the reply has not changed it.
        boolean isShown = contents.texts().size() < 2 && generation.code() != null;
        return new ObjectStore.StoredObject(
                format.write(generation, isShown ? Contents.NONE : contents, context),
                format.contentType(),
                tracking.metadata());
    }

    private StoredRecord read(ObjectStore.Snapshot snapshot, Owner owner) {
        return new StoredRecord(
                format.read(snapshot.object().content()),
                owner,
                Tracking.of(snapshot.object().metadata()),
                snapshot.version());
    }
}
