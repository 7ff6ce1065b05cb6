package io.codegeneration.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Objects as plain files of a folder, by their keys; what S3 keeps in headers stands beside them, in a {@link Sidecar}
 * under {@code .metadata}. Several processes may share the folder. One that is killed leaves the object that was there or
 * the new one, at the most an unfinished file, and no lock.
 *
 * <p>A key cannot lead through another object, as it can in S3: there is no {@code a/b} beside {@code a}.
 */
@Singleton
@Provider("folder")
@SuppressWarnings("try") // A lock is held, not used.
class FolderStore implements ObjectStore {

    private static final String BUCKET = "local";
    private static final String NOT_STORED = "The code could not be stored.";
    private static final String NOT_READ = "The stored object could not be read.";
    private static final String NOT_REMOVED = "What is stored could not be removed.";

    private final Folder folder;
    private final FolderFiles files;
    private final FolderLocks locks;
    private final ObjectMapper json;

    FolderStore(LocalConfig config, ObjectMapper json) {
        this.folder = new Folder(config.directory().toAbsolutePath().normalize());
        this.files = new FolderFiles(folder);
        this.locks = new FolderLocks(folder.locks());
        this.json = json;
        new FolderSweep(folder, files, locks, Instant.now()).run();
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
    public void put(ObjectKey key, StoredObject object, Duration timeLimit) {
        write(key, object, Optional.empty(), timeLimit);
    }

    @Override
    public Optional<Version> put(ObjectKey key, StoredObject object, Condition condition, Duration timeLimit) {
        long start = System.nanoTime();
        if (!holds(condition, get(key, timeLimit).map(Found::version))) {
            // Most who come too late see it without waiting for the others.
            return Optional.empty();
        }
        Duration left = timeLimit.minusNanos(System.nanoTime() - start);
        return write(key, object, Optional.of(condition), left);
    }

    @Override
    public Optional<Found> get(ObjectKey key, Duration timeLimit) {
        try {
            byte[] before = FolderFiles.read(folder.metadata(key));
            byte[] content = FolderFiles.read(folder.content(key));
            if (before == null && content == null) {
                return Optional.empty();
            }
            if (before != null && content != null) {
                Optional<Sidecar.Entry> entry = Sidecar.read(before, json).entry(content);
                if (entry.isPresent() && Arrays.equals(before, FolderFiles.read(folder.metadata(key)))) {
                    return Optional.of(found(entry.get(), content));
                }
            }
        } catch (AccessDeniedException e) {
            // Windows, while a file is replaced.
        } catch (IOException e) {
            throw failed(NOT_READ, e);
        }
        return getAlone(key, timeLimit);
    }

    @Override
    public List<ObjectKey> list(String prefix, String after, int most, Duration timeLimit) {
        try {
            return new FolderListing(folder, prefix, after, most).keys();
        } catch (IOException e) {
            throw failed(NOT_READ, e);
        }
    }

    @Override
    public void delete(ObjectKey key, Duration timeLimit) {
        remove(key, Optional.empty(), timeLimit);
    }

    @Override
    public void delete(ObjectKey key, Version version, Duration timeLimit) {
        remove(key, Optional.of(new Condition.Matches(version)), timeLimit);
    }

    /** What is there while nobody writes. */
    private Optional<Found> getAlone(ObjectKey key, Duration timeLimit) {
        try (FolderLocks.Held lock = locks.take(key, timeLimit)) {
            byte[] content = FolderFiles.read(folder.content(key));
            return entry(key, content, false).map(entry -> found(entry, content));
        } catch (IOException e) {
            throw failed(NOT_READ, e);
        }
    }

    private Optional<Version> write(
            ObjectKey key, StoredObject object, Optional<Condition> condition, Duration timeLimit) {
        Path place = folder.content(key);
        if (Fault.STORAGE.model().equals(object.metadata().get("model"))) {
            throw failed(NOT_STORED, null);
        }
        Path content = null;
        Path metadata = null;
        try {
            content = files.writeUnfinished(object.content());
            try (FolderLocks.Held lock = locks.take(key, timeLimit)) {
                Optional<Sidecar.Entry> there = entry(key, FolderFiles.read(place), condition.isEmpty());
                if (condition.isPresent() && !holds(condition.get(), there.map(Sidecar.Entry::version))) {
                    return Optional.empty();
                }
                Sidecar sidecar = Sidecar.of(object, there);
                metadata = files.writeUnfinished(json.writeValueAsBytes(sidecar));
                // Where a folder cannot be made, nothing is begun.
                files.makeFolderOf(place);
                files.rename(metadata, folder.metadata(key));
                files.rename(content, place);
                return Optional.of(sidecar.objects().get(0).version());
            }
        } catch (IOException e) {
            throw failed(NOT_STORED, e);
        } finally {
            discard(content);
            discard(metadata);
        }
    }

    private void remove(ObjectKey key, Optional<Condition> condition, Duration timeLimit) {
        Path content = folder.content(key);
        Path metadata = folder.metadata(key);
        if (!Files.isRegularFile(content) && !Files.isRegularFile(metadata)) {
            return;
        }
        try (FolderLocks.Held lock = locks.take(key, timeLimit)) {
            Optional<Version> there =
                    entry(key, FolderFiles.read(content), condition.isEmpty()).map(Sidecar.Entry::version);
            if (condition.isEmpty() || holds(condition.get(), there)) {
                // In this order: without its bytes there is no object.
                files.remove(content, folder.root());
                files.remove(metadata, folder.metadata());
            }
        } catch (IOException e) {
            throw failed(NOT_REMOVED, e);
        }
    }

    private static boolean holds(Condition condition, Optional<Version> there) {
        return there.equals(
                condition instanceof Condition.Matches matches ? Optional.of(matches.version()) : Optional.empty());
    }

    /**
     * What stands beside these bytes; nothing where there are none, or a person put them there.
     *
     * @param lenient whether it may be spoilt, which then counts as nothing
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

    private static Found found(Sidecar.Entry entry, byte[] content) {
        return new Found(entry.with(content), entry.version());
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
