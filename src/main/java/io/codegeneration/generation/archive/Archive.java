package io.codegeneration.generation.archive;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.StoppedException;
import io.codegeneration.generation.TransientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** Keeps generations: the record of each and its files. */
@ApplicationScoped
public class Archive {

    private static final Logger LOG = Logger.getLogger(Archive.class);

    /** More than a generation has files. */
    private static final int MOST_OBJECTS = 1000;

    private static final String TOMBSTONE = "removed";

    private final ObjectStore store;
    private final RecordFormat format;
    private final ExecutorService executor;
    private final Clock clock;

    Archive(ObjectStore store, RecordFormat format, ExecutorService executor, Clock clock) {
        this.store = store;
        this.format = format;
        this.executor = executor;
        this.clock = clock;
    }

    /**
     * A record as it was found.
     *
     * @param version by which it can be written over
     */
    public record Entry(GenerationRecord generation, Owner owner, Tracking tracking, ObjectStore.Version version) {

        public GenerationId id() {
            return new GenerationId(generation.id());
        }
    }

    /** A record as a list shows it. */
    record Listed(Listing.Item item, Tracking tracking) {}

    /** The bucket's name as answers show it. */
    public String bucket() {
        return store.bucket();
    }

    ObjectStore store() {
        return store;
    }

    /** Where the record of a new generation is to be written. */
    public RecordSlot slot(Owner owner, GenerationId id, Tracking tracking) {
        return new RecordSlot(this, ObjectKey.ofRecord(owner, id), tracking, null, clock);
    }

    /** Where the record of a job is written, by the job that holds it. */
    public RecordSlot slot(Entry entry) {
        return new RecordSlot(
                this, ObjectKey.ofRecord(entry.owner(), entry.id()), entry.tracking(), entry.version(), clock);
    }

    /**
     * Writes files and record. The record holds what stands in the files, so that it is enough to have one of the two. A
     * generation that is deleted meanwhile leaves nothing.
     *
     * @param contents the content of each of the record's files, in the same order
     * @param atOnce whether the record is written beside the files, of which there are none yet; otherwise after them, and
     *     only if all are there
     * @param recordWritten called once the record is there, whatever becomes of the files
     * @throws TransientException {@link ProblemCode#STORAGE_FAILED} where any write failed; the others went on
     * @throws StoppedException where the generation is not wanted any more; nothing of it is left
     */
    public void save(
            GenerationRecord generation,
            Owner owner,
            RecordSlot slot,
            List<SourceFile> contents,
            boolean atOnce,
            Deadline deadline,
            Runnable recordWritten) {
        Map<String, String> metadata = Map.of(
                "language", generation.language(),
                "model", ascii(generation.model()),
                "id", generation.id(),
                "owner", owner.value());
        List<CompletableFuture<Boolean>> writes = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            SourceFile content = contents.get(i);
            ObjectKey key = new ObjectKey(generation.files().get(i).key());
            ObjectStore.StoredObject object =
                    new ObjectStore.StoredObject(content.bytes(), contentType(content.name()), metadata);
            writes.add(CompletableFuture.supplyAsync(() -> write(key, object, atOnce, deadline), executor));
        }
        RuntimeException failure = atOnce ? null : firstFailure(writes);
        try {
            if (failure != null) {
                throw failure;
            }
            slot.write(generation, Contents.of(generation, contents), deadline);
            recordWritten.run();
        } catch (RuntimeException e) {
            failure = e;
        }
        RuntimeException ofWrites = firstFailure(writes);
        if (failure instanceof StoppedException) {
            removeFiles(generation, deadline);
            throw failure;
        }
        if (writes.stream().anyMatch(write -> !write.isCompletedExceptionally() && !write.join())) {
            // Whoever deleted it could not know of the last files. What failed beside it does not matter any more.
            removeDeleted(new GenerationId(generation.id()), owner, deadline);
            return;
        }
        if (ofWrites != null || failure != null) {
            throw ofWrites != null ? ofWrites : failure;
        }
    }

    /**
     * Writes a file.
     *
     * @param first whether there can be none yet, but for a {@link #tombstone} that a deletion has left
     * @return false if the generation was deleted meanwhile; the file is not written then
     */
    private boolean write(ObjectKey key, ObjectStore.StoredObject object, boolean first, Deadline deadline) {
        if (first
                && store.put(key, object, new ObjectStore.Condition.Absent(), deadline.forWrites(clock))
                        .isEmpty()) {
            // Most likely this very file, written by a try that got no answer.
            Optional<ObjectStore.Found> there = store.get(key, deadline.forWrites(clock));
            if (there.filter(Archive::isTombstone).isPresent()) {
                return false;
            }
            if (there.isEmpty() || !Arrays.equals(there.get().object().content(), object.content())) {
                throw new TransientException(ProblemCode.STORAGE_FAILED, "The code could not be stored.", null);
            }
        } else if (!first) {
            store.put(key, object, deadline.forWrites(clock));
        }
        return true;
    }

    private void removeDeleted(GenerationId id, Owner owner, Deadline deadline) {
        try {
            removeCode(id, deadline);
            remove(id, owner, deadline);
        } catch (CodeGenerationException e) {
            LOG.warnf(
                    "Generation %s was deleted while it was stored, and its last objects could not be removed. Delete what"
                            + " begins with code-output/%s, and its record if it is there: %s",
                    id, id, e);
        }
    }

    /**
     * Writes the record alone, if there is none.
     *
     * @throws TransientException {@link ProblemCode#STORAGE_FAILED} if there is no record afterwards
     */
    public void create(GenerationRecord generation, Owner owner, Tracking tracking, Deadline deadline) {
        ObjectKey key = ObjectKey.ofRecord(owner, new GenerationId(generation.id()));
        boolean written = store.put(
                        key,
                        object(generation, Contents.NONE, tracking),
                        new ObjectStore.Condition.Absent(),
                        deadline.forWrites(clock))
                .isPresent();
        // A write that lost does not prove that anything is there: it may have been given up.
        if (!written && store.get(key, deadline.forWrites(clock)).isEmpty()) {
            throw new TransientException(ProblemCode.STORAGE_FAILED, "The record could not be written.", null);
        }
    }

    /** Writes over a record, if it is still what was found; nothing where it is not. */
    public Optional<Entry> replace(Entry found, GenerationRecord generation, Tracking tracking, Deadline deadline) {
        return store.put(
                        ObjectKey.ofRecord(found.owner(), found.id()),
                        object(generation, Contents.NONE, tracking),
                        new ObjectStore.Condition.Matches(found.version()),
                        deadline.forWrites(clock))
                .map(version -> new Entry(generation, found.owner(), tracking, version));
    }

    /**
     * Leaves only the rest of a record, if it is still what was found; nothing where it is not. Its bytes are others, so
     * that no job can write over it.
     */
    public Optional<Entry> abandon(Entry found, Deadline deadline) {
        GenerationRecord rest = found.generation().rest(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return replace(found, rest, found.tracking().deleted(), deadline);
    }

    /** A record, also one of which only the rest is there. */
    public Optional<Entry> find(GenerationId id, Owner owner, Deadline deadline) {
        return store.get(ObjectKey.ofRecord(owner, id), deadline.forWrites(clock))
                .map(found -> new Entry(
                        format.read(found.object().content()),
                        owner,
                        Tracking.of(found.object().metadata()),
                        found.version()));
    }

    /** What a list shows of a record, also of one of which only the rest is there. */
    Optional<Listed> findItem(GenerationId id, Owner owner, Deadline deadline) {
        return store.read(
                ObjectKey.ofRecord(owner, id),
                (content, metadata) -> new Listed(format.readItem(content), Tracking.of(metadata)),
                deadline.forWrites(clock));
    }

    /**
     * Ids of a caller's records, newest first.
     *
     * @param after only older ones than this, which need not be there; null for the first
     */
    List<GenerationId> list(Owner owner, GenerationId after, int most, Deadline deadline) {
        String from = after == null ? null : ObjectKey.ofRecord(owner, after).value();
        List<GenerationId> ids = new ArrayList<>();
        while (true) {
            int missing = most - ids.size();
            List<ObjectKey> keys = store.list(ObjectKey.recordsOf(owner), from, missing, deadline.forWrites(clock));
            keys.forEach(key -> ObjectKey.idOfRecord(key, owner).ifPresent(ids::add));
            if (keys.size() < missing || ids.size() == most) {
                return ids;
            }
            // Among them was something else, such as the marker of a folder.
            from = keys.get(keys.size() - 1).value();
        }
    }

    Optional<byte[]> content(GenerationRecord.StoredFile file, Deadline deadline) {
        return store.get(new ObjectKey(file.key()), deadline.forWrites(clock))
                .filter(found -> !isTombstone(found))
                .map(found -> found.object().content());
    }

    /** What a record says that stands in its files; {@link Contents#NONE} if that is just its code. */
    public Contents recordedContents(GenerationRecord generation, Owner owner, Deadline deadline) {
        return store.get(ObjectKey.ofRecord(owner, new GenerationId(generation.id())), deadline.forWrites(clock))
                .map(found -> format.readContents(found.object().content()))
                .orElse(Contents.NONE);
    }

    /** Removes a record, whatever it says. */
    public void remove(GenerationId id, Owner owner, Deadline deadline) {
        store.delete(ObjectKey.ofRecord(owner, id), deadline.forWrites(clock));
    }

    /** The keys of all code of a generation that is written. */
    public List<ObjectKey> code(GenerationId id, Deadline deadline) {
        return store.list(ObjectKey.codeOf(id), null, MOST_OBJECTS, deadline.forWrites(clock));
    }

    /**
     * Tells whoever may still write files of a deleted generation to remove what there is, by a tombstone in the place of one
     * of them. One is enough: the writer tries each file once, so it finds the tombstone after this, and removes it with the
     * rest. If the writer is dead, the tombstone stays; it has no content.
     *
     * @param there the files that were written
     */
    public void forbidMissing(Entry deleted, List<ObjectKey> there, Deadline deadline) {
        ObjectStore.StoredObject tombstone = tombstone(deleted);
        for (GenerationRecord.StoredFile file : deleted.generation().files()) {
            ObjectKey key = new ObjectKey(file.key());
            if (!there.contains(key) && forbid(key, tombstone, deadline)) {
                return;
            }
        }
    }

    public void removeAll(List<ObjectKey> keys, Deadline deadline) {
        eachAtOnce(keys, key -> store.delete(key, deadline.forWrites(clock)));
    }

    /**
     * Puts a tombstone in the place of a file.
     *
     * @return false if the file was written meanwhile; it is removed then
     */
    private boolean forbid(ObjectKey key, ObjectStore.StoredObject tombstone, Deadline deadline) {
        if (store.put(key, tombstone, new ObjectStore.Condition.Absent(), deadline.forWrites(clock))
                .isPresent()) {
            return true;
        }
        Optional<ObjectStore.Found> there = store.get(key, deadline.forWrites(clock));
        if (there.filter(Archive::isTombstone).isPresent()) {
            return true;
        }
        store.delete(key, deadline.forWrites(clock));
        return false;
    }

    /** Nothing, in the place of a file that is not to be written any more. */
    private static ObjectStore.StoredObject tombstone(Entry entry) {
        return new ObjectStore.StoredObject(
                new byte[0],
                "application/octet-stream",
                Map.of("id", entry.generation().id(), "owner", entry.owner().value(), TOMBSTONE, "true"));
    }

    private static boolean isTombstone(ObjectStore.Found found) {
        return found.object().metadata().containsKey(TOMBSTONE);
    }

    /** Removes the files that a record names. */
    public void removeFiles(GenerationRecord generation, Deadline deadline) {
        eachAtOnce(generation.files(), file -> store.delete(new ObjectKey(file.key()), deadline.forWrites(clock)));
    }

    /** Removes all code of a generation whose record does not tell of it. */
    public void removeCode(GenerationId id, Deadline deadline) {
        removeAll(code(id, deadline), deadline);
    }

    /** Removes all code of a generation that another deletion has marked, and leaves its tombstones to their readers. */
    public void removeCodeButTombstones(GenerationId id, Deadline deadline) {
        eachAtOnce(code(id, deadline), key -> {
            if (store.get(key, deadline.forWrites(clock))
                    .filter(found -> !isTombstone(found))
                    .isPresent()) {
                store.delete(key, deadline.forWrites(clock));
            }
        });
    }

    /** Removes the code of generations whose records are lost, as far as that works now. */
    public void removeLeftovers(List<String> ids, Deadline deadline) {
        for (String id : ids) {
            try {
                removeCode(new GenerationId(id), deadline);
            } catch (CodeGenerationException e) {
                LOG.warnf("The code of lost generation %s could not be removed: %s", id, e.getCause());
            }
        }
    }

    /** Does the same for several, side by side, and gives the results in their order. */
    <T, R> List<R> allAtOnce(List<T> items, Function<T, R> work) {
        List<CompletableFuture<R>> results = items.stream()
                .map(item -> CompletableFuture.supplyAsync(() -> work.apply(item), executor))
                .toList();
        RuntimeException failure = firstFailure(results);
        if (failure != null) {
            throw failure;
        }
        return results.stream().map(CompletableFuture::join).toList();
    }

    private <T> void eachAtOnce(List<T> items, Consumer<T> work) {
        allAtOnce(items, item -> {
            work.accept(item);
            return true;
        });
    }

    ObjectStore.StoredObject object(GenerationRecord generation, Contents contents, Tracking tracking) {
        // The one of a single file is the record's code.
        Contents beside = contents.texts().size() < 2 ? Contents.NONE : contents;
        return new ObjectStore.StoredObject(
                format.write(generation, beside), format.contentType(), tracking.metadata());
    }

    /** The media type of a file, by its extension; plain text where that says nothing. */
    static String contentType(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1);
        return Languages.standard()
                .byExtension(extension)
                .map(Language::contentType)
                .orElse("text/plain; charset=UTF-8");
    }

    /** Waits for all, and gives the first failure, or null. */
    private static RuntimeException firstFailure(List<? extends CompletableFuture<?>> calls) {
        RuntimeException failure = null;
        for (CompletableFuture<?> call : calls) {
            try {
                call.join();
            } catch (CompletionException e) {
                failure = failure != null ? failure : failed(e.getCause());
            }
        }
        return failure;
    }

    private static RuntimeException failed(Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof CodeGenerationException e
                ? e
                : new TransientException(ProblemCode.STORAGE_FAILED, "The code could not be stored.", cause);
    }

    /** Metadata travels in headers. */
    private static String ascii(String text) {
        return text.replaceAll("[^\\x21-\\x7e]", "_");
    }
}
