package io.codegeneration.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.Sha256;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps objects as plain files in a folder, for one process. If the process is killed, the old object is there or the new
 * one, and at most an unfinished file. A version depends on the bytes alone, as in S3. Unlike in S3, an object {@code a/b}
 * cannot be beside an object {@code a}.
 *
 * <p>Does one call at a time. Each takes milliseconds, so deadlines are ignored.
 */
@Singleton
@Provider("folder")
class FolderStore implements ObjectStore {

    private static final String BUCKET = "local";
    private static final String NOT_STORED = "The code could not be stored.";
    private static final String NOT_READ = "The stored object could not be read.";
    private static final String NOT_DELETED = "The stored object could not be deleted.";

    private final Folder folder;
    private final FolderFiles files;
    private final ObjectMapper json;

    FolderStore(LocalConfig config, ObjectMapper json) {
        this.folder = new Folder(config.directory().toAbsolutePath().normalize());
        this.files = new FolderFiles(folder);
        this.json = json;
        new FolderSweep(folder, Instant.now()).run();
    }

    /** Returns the folder's absolute path. */
    Path folder() {
        return folder.root();
    }

    @Override
    public String bucket() {
        return BUCKET;
    }

    @Override
    public synchronized void put(ObjectKey key, StoredObject object, Deadline deadline) {
        try {
            write(key, object, files.find(key));
        } catch (IOException e) {
            throw failure(NOT_STORED, e);
        }
    }

    @Override
    public synchronized Optional<Version> put(
            ObjectKey key, StoredObject object, Condition condition, Deadline deadline) {
        Optional<Version> expected =
                condition instanceof Condition.Matches matches ? Optional.of(matches.version()) : Optional.empty();
        try {
            Optional<FolderFiles.Pair> current = files.find(key);
            return current.map(pair -> version(pair.content())).equals(expected)
                    ? Optional.of(write(key, object, current))
                    : Optional.empty();
        } catch (IOException e) {
            throw failure(NOT_STORED, e);
        }
    }

    @Override
    public synchronized Optional<Snapshot> get(ObjectKey key, Deadline deadline) {
        try {
            Optional<FolderFiles.Pair> current = files.find(key);
            return current.isPresent() ? Optional.of(snapshot(current.get())) : Optional.empty();
        } catch (IOException e) {
            throw failure(NOT_READ, e);
        }
    }

    @Override
    public synchronized List<ObjectKey> list(String prefix, String after, int limit, Deadline deadline) {
        try {
            return new FolderListing(folder).keys(prefix, after, limit);
        } catch (IOException e) {
            throw failure(NOT_READ, e);
        }
    }

    @Override
    public synchronized void delete(ObjectKey key, Deadline deadline) {
        try {
            files.delete(key);
        } catch (IOException e) {
            throw failure(NOT_DELETED, e);
        }
    }

    private Version write(ObjectKey key, StoredObject object, Optional<FolderFiles.Pair> replaced) throws IOException {
        if (Fault.STORAGE.model().equals(object.metadata().get("model"))) {
            throw failure(NOT_STORED, null);
        }
        Sidecar sidecar = Sidecar.of(object, replaced.flatMap(this::headers));
        files.write(key, new FolderFiles.Pair(object.content(), json.writeValueAsBytes(sidecar)));
        return version(object.content());
    }

    /** Returns the headers of an object that is to be replaced, or empty if its sidecar is damaged. */
    private Optional<Sidecar.Headers> headers(FolderFiles.Pair pair) {
        try {
            return Optional.of(Sidecar.read(pair.sidecar(), json).headers(pair.content()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Snapshot snapshot(FolderFiles.Pair pair) throws IOException {
        Sidecar.Headers headers = Sidecar.read(pair.sidecar(), json).headers(pair.content());
        return new Snapshot(
                new StoredObject(pair.content(), headers.contentType(), headers.metadata()), version(pair.content()));
    }

    private static Version version(byte[] content) {
        return new Version(Sha256.hex(content));
    }

    private static TransientException failure(String detail, IOException e) {
        return new TransientException(ProblemCode.STORAGE_FAILED, detail, e);
    }
}
