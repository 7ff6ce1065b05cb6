package io.codegeneration.generation;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps objects by key. All state of the program is behind this port.
 *
 * <p>Implementations are thread-safe, repeat what is worth repeating themselves within the given time, and throw
 * {@link TransientException} with {@link ProblemCode#STORAGE_FAILED} when an operation did not succeed.
 */
public interface ObjectStore {

    /** The bucket's name as answers show it. */
    String bucket();

    /**
     * Writes an object, or replaces it: a reader sees the old bytes or the new ones, never a part.
     *
     * @param timeLimit how long the call may take, with all its repetitions; positive
     */
    void put(ObjectKey key, StoredObject object, Duration timeLimit);

    /**
     * Reads an object whole.
     *
     * @param timeLimit how long the call may take, with all its repetitions; positive
     * @return the object, or nothing where there is none
     */
    Optional<StoredObject> get(ObjectKey key, Duration timeLimit);

    /**
     * What is kept under a key.
     *
     * @param content the bytes
     * @param contentType the media type, with its charset where it has one
     * @param metadata names (lower case) and values (ASCII) kept beside the bytes; S3 shows them as {@code
     *     x-amz-meta-…}
     */
    record StoredObject(byte[] content, String contentType, Map<String, String> metadata) {

        public StoredObject {
            metadata = Map.copyOf(metadata);
        }
    }
}
