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
import io.codegeneration.generation.TransientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Keeps the files of generations. */
@ApplicationScoped
public class CodeFiles {

    private static final Logger LOG = Logger.getLogger(CodeFiles.class);

    /** More than a generation has files. */
    private static final int MAX_OBJECTS = 1000;

    private static final String TOMBSTONE = "removed";

    private final ObjectStore store;
    private final CompareAndSwap compareAndSwap;
    private final ParallelCalls calls;

    CodeFiles(ObjectStore store, CompareAndSwap compareAndSwap, ParallelCalls calls) {
        this.store = store;
        this.compareAndSwap = compareAndSwap;
        this.calls = calls;
    }

    /** The order in which {@link #save} writes. */
    public enum Order {
        /** Record and files side by side. No file may exist yet. */
        SIDE_BY_SIDE,
        /** The record last, and only if all files are stored. */
        RECORD_LAST
    }

    /**
     * Writes the files and the record of a generation. The record holds what the files contain, so one of the two is enough
     * to serve them.
     *
     * @param files the record's files, in the same order
     */
    public SaveOutcome save(
            GenerationRecord generation, RecordWriter record, List<SourceFile> files, Order order, Deadline deadline) {
        List<CompletableFuture<Boolean>> writes = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            ObjectKey key = new ObjectKey(generation.files().get(i).key());
            ObjectStore.StoredObject object = object(generation, record.owner(), files.get(i));
            writes.add(calls.start(() -> write(key, object, order, deadline)));
        }
        Optional<RuntimeException> failure =
                order == Order.RECORD_LAST ? ParallelCalls.firstFailure(writes) : Optional.empty();
        boolean wanted = true;
        if (failure.isEmpty()) {
            try {
                wanted = !(record.write(generation, Contents.of(generation, files), deadline)
                        instanceof RecordOutcome.Withdrawn);
            } catch (RuntimeException e) {
                failure = Optional.of(e);
            }
        }
        RuntimeException first = ParallelCalls.firstFailure(writes).orElse(failure.orElse(null));
        boolean tombstone = writes.stream().anyMatch(write -> !write.isCompletedExceptionally() && !write.join());
        if (tombstone || !wanted) {
            deleteUnwanted(new GenerationId(generation.id()), deadline);
            if (tombstone) {
                record.deleteMark(deadline);
            }
            return new SaveOutcome.Unwanted();
        }
        return first == null ? new SaveOutcome.Stored() : new SaveOutcome.NotStored(first);
    }

    /** Returns false if a deletion has put a tombstone in the place of the file. */
    private boolean write(ObjectKey key, ObjectStore.StoredObject object, Order order, Deadline deadline) {
        if (order == Order.RECORD_LAST) {
            store.put(key, object, deadline);
            return true;
        }
        CompareAndSwap.Outcome outcome = compareAndSwap.swap(key, Optional.empty(), object, deadline);
        if (!(outcome instanceof CompareAndSwap.Outcome.Lost lost)) {
            return true;
        }
        if (isTombstone(lost.current())) {
            return false;
        }
        throw new TransientException(ProblemCode.STORAGE_FAILED, "The code could not be stored.", null);
    }

    /** Deletes all files of a generation that was deleted while this process made it. A failure is logged. */
    public void deleteUnwanted(GenerationId id, Deadline deadline) {
        try {
            deleteAll(id, deadline);
        } catch (CodeGenerationException e) {
            LOG.warnf(
                    "Generation %s was deleted while it was stored, and its last files could not be deleted. Delete the"
                            + " objects whose keys begin with %s: %s",
                    id, ObjectKey.codeOf(id), e);
        }
    }

    /** Reads a file, or returns empty if it is gone. */
    Optional<byte[]> content(GenerationRecord.StoredFile file, Deadline deadline) {
        Optional<ObjectStore.Snapshot> snapshot = store.get(new ObjectKey(file.key()), deadline);
        return isTombstone(snapshot)
                ? Optional.empty()
                : snapshot.map(found -> found.object().content());
    }

    /** Lists the keys of the files of a generation that its process has written so far, tombstones excluded. */
    public List<ObjectKey> written(StoredRecord record, Deadline deadline) {
        List<ObjectKey> keys = keys(record.id(), deadline);
        // Only an earlier deletion can have left tombstones.
        return record.isDeleted()
                ? keys.stream()
                        .filter(key -> !isTombstone(store.get(key, deadline)))
                        .toList()
                : keys;
    }

    private List<ObjectKey> keys(GenerationId id, Deadline deadline) {
        return store.list(ObjectKey.codeOf(id), null, MAX_OBJECTS, deadline);
    }

    /** Deletes the files that a record names. */
    public void deleteNamed(GenerationRecord generation, Deadline deadline) {
        calls.forEach(generation.files(), file -> store.delete(new ObjectKey(file.key()), deadline));
    }

    /** Deletes these files. */
    public void delete(List<ObjectKey> keys, Deadline deadline) {
        calls.forEach(keys, key -> store.delete(key, deadline));
    }

    /** Deletes all files of a generation, whatever its record says. */
    public void deleteAll(GenerationId id, Deadline deadline) {
        delete(keys(id, deadline), deadline);
    }

    /** Deletes the files of generations that are lost. A failure is logged. */
    public void deleteLost(List<String> ids, Deadline deadline) {
        for (String id : ids) {
            try {
                deleteAll(new GenerationId(id), deadline);
            } catch (CodeGenerationException e) {
                LOG.warnf("The files of lost generation %s could not be deleted: %s", id, e.getCause());
            }
        }
    }

    /**
     * Stops a process that may still write files of a deleted generation, by a tombstone: an empty object in the place of a
     * file that does not exist yet. The process meets it and then deletes all files, tombstones included. If the process is
     * dead, or had written its last file before, an empty object may stay.
     *
     * @param deleted the mark of the deletion, which names the missing files
     * @param isOnlyDeletion whether no other deletion has begun since. If so, one tombstone is enough: no other request has
     *     deleted a file, so a file that does not exist was never written
     */
    public void stopWriter(StoredRecord deleted, BooleanSupplier isOnlyDeletion, Deadline deadline) {
        List<ObjectKey> missing = deleted.generation().files().stream()
                .map(file -> new ObjectKey(file.key()))
                .toList();
        ObjectStore.StoredObject tombstone = tombstone(deleted);
        boolean placed = missing.stream().anyMatch(key -> place(tombstone, key, deadline));
        if (placed && !isOnlyDeletion.getAsBoolean()) {
            calls.forEach(missing, key -> place(tombstone, key, deadline));
        }
    }

    /** Returns false if the file has been written meanwhile; it is deleted then. */
    private boolean place(ObjectStore.StoredObject tombstone, ObjectKey key, Deadline deadline) {
        CompareAndSwap.Outcome outcome = compareAndSwap.swap(key, Optional.empty(), tombstone, deadline);
        if (outcome instanceof CompareAndSwap.Outcome.Lost lost && !isTombstone(lost.current())) {
            store.delete(key, deadline);
            return false;
        }
        return true;
    }

    private static ObjectStore.StoredObject tombstone(StoredRecord deleted) {
        return new ObjectStore.StoredObject(
                new byte[0],
                "application/octet-stream",
                Map.of("id", deleted.generation().id(), "owner", deleted.owner().value(), TOMBSTONE, "true"));
    }

    private static boolean isTombstone(Optional<ObjectStore.Snapshot> snapshot) {
        return snapshot.filter(found -> found.object().metadata().containsKey(TOMBSTONE))
                .isPresent();
    }

    private static ObjectStore.StoredObject object(GenerationRecord generation, Owner owner, SourceFile file) {
        Map<String, String> metadata = Map.of(
                "language", generation.language(),
                "model", ascii(generation.model()),
                "id", generation.id(),
                "owner", owner.value());
        return new ObjectStore.StoredObject(file.bytes(), contentType(file.name()), metadata);
    }

    /** Returns the media type of a file by its extension, or plain text. */
    static String contentType(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1);
        return Languages.standard()
                .byExtension(extension)
                .map(Language::contentType)
                .orElse("text/plain; charset=UTF-8");
    }

    /** Metadata travels in headers, which take ASCII only. */
    private static String ascii(String text) {
        return text.replaceAll("[^\\x21-\\x7e]", "_");
    }
}
