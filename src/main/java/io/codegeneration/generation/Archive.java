package io.codegeneration.generation;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;

/** Keeps generations: the record of each and its files. */
@ApplicationScoped
class Archive {

    /** A write gets at least this long, even where the deadline is nearer: what it writes was paid for. */
    private static final Duration SHORTEST_WRITE = Duration.ofMillis(500);

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

    /** The bucket's name as answers show it. */
    String bucket() {
        return store.bucket();
    }

    /**
     * Writes files and record side by side.
     *
     * @param contents the content of each of the record's files, in the same order
     * @param recordWritten called once the record is there, whatever becomes of the files
     * @throws TransientException {@link ProblemCode#STORAGE_FAILED} where any write failed; the others went on
     */
    void save(
            GenerationRecord generation,
            Owner owner,
            List<SourceFile> contents,
            Deadline deadline,
            Runnable recordWritten) {
        Map<String, String> metadata = Map.of(
                "language", generation.language(),
                "model", ascii(generation.model()),
                "id", generation.id(),
                "owner", owner.value());
        List<CompletableFuture<Void>> writes = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            SourceFile content = contents.get(i);
            ObjectKey key = new ObjectKey(generation.files().get(i).key());
            String type = contentType(content.name());
            ObjectStore.StoredObject object = new ObjectStore.StoredObject(content.bytes(), type, metadata);
            writes.add(CompletableFuture.runAsync(() -> put(key, object, deadline), executor));
        }
        RuntimeException failure = null;
        try {
            save(generation, owner, deadline);
            recordWritten.run();
        } catch (RuntimeException e) {
            failure = e;
        }
        for (CompletableFuture<Void> write : writes) {
            try {
                write.join();
            } catch (CompletionException e) {
                failure = failed(e.getCause());
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Writes the record alone. */
    void save(GenerationRecord generation, Owner owner, Deadline deadline) {
        GenerationId id = new GenerationId(generation.id());
        ObjectStore.StoredObject object =
                new ObjectStore.StoredObject(format.write(generation), format.contentType(), Map.of());
        put(ObjectKey.ofRecord(owner, id), object, deadline);
    }

    Optional<GenerationRecord> find(GenerationId id, Owner owner, Deadline deadline) {
        return store.get(ObjectKey.ofRecord(owner, id), left(deadline)).map(object -> format.read(object.content()));
    }

    Optional<byte[]> content(GenerationRecord.StoredFile file, Deadline deadline) {
        return store.get(new ObjectKey(file.key()), left(deadline)).map(ObjectStore.StoredObject::content);
    }

    /** The media type of a file, by its extension; plain text where that says nothing. */
    static String contentType(String name) {
        String extension = name.substring(name.lastIndexOf('.') + 1);
        return Languages.standard()
                .byExtension(extension)
                .map(Language::contentType)
                .orElse("text/plain; charset=UTF-8");
    }

    private void put(ObjectKey key, ObjectStore.StoredObject object, Deadline deadline) {
        store.put(key, object, left(deadline));
    }

    private Duration left(Deadline deadline) {
        Duration remaining = deadline.remaining(clock);
        return remaining.compareTo(SHORTEST_WRITE) < 0 ? SHORTEST_WRITE : remaining;
    }

    private static RuntimeException failed(Throwable cause) {
        return cause instanceof CodeGenerationException e
                ? e
                : new TransientException(ProblemCode.STORAGE_FAILED, "The code could not be stored.", cause);
    }

    /** Metadata travels in headers. */
    private static String ascii(String text) {
        return text.replaceAll("[^\\x21-\\x7e]", "_");
    }
}
