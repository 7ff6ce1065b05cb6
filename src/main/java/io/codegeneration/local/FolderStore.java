package io.codegeneration.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps objects as plain files of a folder, for one process. What S3 keeps in headers is in a {@link Sidecar} under {@code
 * .metadata}. If the process is killed, the old object is there or the new one, and at most an unfinished file.
 *
 * <p>Unlike in S3, there can be no {@code a/b} beside {@code a}.
 */
@Singleton
@Provider("folder")
class FolderStore implements ObjectStore {

    private static final String BUCKET = "local";
    private static final int LOCKS = 64;
    private static final String NOT_STORED = "The code could not be stored.";
    private static final String NOT_READ = "The stored object could not be read.";
    private static final String NOT_REMOVED = "What is stored could not be removed.";

    private final Folder folder;
    private final FolderFiles files;
    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();
    private final ObjectMapper json;

    FolderStore(LocalConfig config, ObjectMapper json) {
        this.folder = new Folder(config.directory().toAbsolutePath().normalize());
        this.files = new FolderFiles(folder);
        this.json = json;
        new FolderSweep(folder, files, Instant.now()).run();
    }

    /** The folder, absolute. */
    Path folder() {
        return folder.root();
    }

    @Override
    public String bucket() {
        return BUCKET;
    }

    @Override
    public void put(ObjectKey key, StoredObject object, Deadline deadline) {
        write(key, object, Optional.empty());
    }

    @Override
    public Optional<Version> put(ObjectKey key, StoredObject object, Condition condition, Deadline deadline) {
        return write(key, object, Optional.of(condition));
    }

    @Override
    public Optional<Snapshot> get(ObjectKey key, Deadline deadline) {
        synchronized (lock(key)) {
            try {
                byte[] content = FolderFiles.read(folder.content(key));
                return entry(key, content, false).map(entry -> new Snapshot(entry.with(content), entry.version()));
            } catch (IOException e) {
                throw failed(NOT_READ, e);
            }
        }
    }

    @Override
    public List<ObjectKey> list(String prefix, String after, int limit, Deadline deadline) {
        try {
            return new FolderListing(folder, prefix, after, limit).keys();
        } catch (IOException e) {
            throw failed(NOT_READ, e);
        }
    }

    @Override
    public void delete(ObjectKey key, Deadline deadline) {
        synchronized (lock(key)) {
            try {
                // In this order: without its bytes there is no object.
                files.remove(folder.content(key), folder.root());
                files.remove(folder.metadata(key), folder.metadata());
            } catch (IOException e) {
                throw failed(NOT_REMOVED, e);
            }
        }
    }

    private Optional<Version> write(ObjectKey key, StoredObject object, Optional<Condition> condition) {
        Path place = folder.content(key);
        if (Fault.STORAGE.model().equals(object.metadata().get("model"))) {
            throw failed(NOT_STORED, null);
        }
        Path content = null;
        Path metadata = null;
        synchronized (lock(key)) {
            try {
                Optional<Sidecar.Entry> there = entry(key, FolderFiles.read(place), condition.isEmpty());
                if (condition.isPresent() && !holds(condition.get(), there.map(Sidecar.Entry::version))) {
                    return Optional.empty();
                }
                content = files.writeUnfinished(object.content());
                Sidecar sidecar = Sidecar.of(object, there);
                metadata = files.writeUnfinished(json.writeValueAsBytes(sidecar));
                // If the folder cannot be made, nothing has begun.
                files.makeFolderOf(place);
                files.rename(metadata, folder.metadata(key));
                files.rename(content, place);
                return Optional.of(sidecar.objects().get(0).version());
            } catch (IOException e) {
                throw failed(NOT_STORED, e);
            } finally {
                discard(content);
                discard(metadata);
            }
        }
    }

    private Object lock(ObjectKey key) {
        return locks[Math.floorMod(key.value().hashCode(), locks.length)];
    }

    private static boolean holds(Condition condition, Optional<Version> there) {
        return there.equals(
                condition instanceof Condition.Matches matches ? Optional.of(matches.version()) : Optional.empty());
    }

    /**
     * Returns what belongs to these bytes, or empty if there are none, or a person put them there.
     *
     * @param lenient whether a damaged sidecar counts as none
     */
    private Optional<Sidecar.Entry> entry(ObjectKey key, byte[] content, boolean lenient) throws IOException {
        byte[] bytes = content == null ? null : FolderFiles.read(folder.metadata(key));
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            Sidecar sidecar = Sidecar.read(bytes, json);
            return sidecar.entry(content).or(() -> Optional.of(sidecar.entryOfChanged(content)));
        } catch (JsonProcessingException e) {
            if (lenient) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static void discard(Path unfinished) {
        try {
            if (unfinished != null) {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException e) {
            // The next start removes it.
        }
    }

    private static TransientException failed(String detail, IOException e) {
        return new TransientException(ProblemCode.STORAGE_FAILED, detail, e);
    }
}
