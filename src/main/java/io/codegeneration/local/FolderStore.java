package io.codegeneration.local;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.ObjectKey;
import io.codegeneration.generation.ObjectStore;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.TransientException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Objects as files of a folder, by their keys. What S3 keeps in headers stands in a file of the same name under {@code
 * .metadata}. Every file is written beside its place and then renamed, so that a crash never leaves a part.
 */
@Singleton
@Provider("folder")
class FolderStore implements ObjectStore {

    private static final String BUCKET = "local";
    private static final String METADATA = ".metadata";
    private static final String UNFINISHED = ".unfinished";
    private static final String CONTENT_TYPE = "content-type";

    /** Windows refuses to replace a file while somebody reads it. */
    private static final int RENAMES = 50;

    private final Path folder;
    private final ObjectMapper json;

    FolderStore(LocalConfig config, ObjectMapper json) {
        this.folder = config.directory().toAbsolutePath().normalize();
        this.json = json;
    }

    /** The folder, absolute. */
    Path folder() {
        return folder;
    }

    @Override
    public String bucket() {
        return BUCKET;
    }

    @Override
    public void put(ObjectKey key, StoredObject object, Duration timeLimit) {
        Path place = place(key);
        if (Fault.STORAGE.model().equals(object.metadata().get("model"))) {
            throw new TransientException(ProblemCode.STORAGE_FAILED, "The code could not be stored.", null);
        }
        Map<String, String> headers = new LinkedHashMap<>(object.metadata());
        headers.put(CONTENT_TYPE, object.contentType());
        try {
            // The object itself comes last: where it is, its metadata are.
            write(metadata(key), json.writeValueAsBytes(headers));
            write(place, object.content());
        } catch (IOException e) {
            throw new TransientException(ProblemCode.STORAGE_FAILED, "The code could not be stored.", e);
        }
    }

    @Override
    public Optional<StoredObject> get(ObjectKey key, Duration timeLimit) {
        try {
            byte[] content = Files.readAllBytes(place(key));
            Map<String, String> headers = json.readValue(
                    Files.readAllBytes(metadata(key)), new TypeReference<LinkedHashMap<String, String>>() {});
            String contentType = headers.remove(CONTENT_TYPE);
            return Optional.of(new StoredObject(content, contentType, headers));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new TransientException(ProblemCode.STORAGE_FAILED, "What is stored could not be read.", e);
        }
    }

    private Path place(ObjectKey key) {
        return inside(folder, key.value());
    }

    private Path metadata(ObjectKey key) {
        return inside(folder.resolve(METADATA), key.value() + ".json");
    }

    private static Path inside(Path root, String key) {
        Path place = root.resolve(key).normalize();
        if (!place.startsWith(root) || place.equals(root)) {
            throw new IllegalArgumentException("a key that leads out of the folder");
        }
        return place;
    }

    private void write(Path place, byte[] content) throws IOException {
        Files.createDirectories(place.getParent());
        Path unfinishedFolder = Files.createDirectories(folder.resolve(UNFINISHED));
        Path unfinished = Files.createTempFile(unfinishedFolder, "", "");
        try {
            Files.write(unfinished, content);
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            rename(unfinished, place);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void rename(Path from, Path to) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                return;
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
                return;
            } catch (AccessDeniedException e) {
                if (tries == RENAMES) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(tries));
            }
        }
    }
}
