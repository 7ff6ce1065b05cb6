package io.codegeneration.generation.archive;

import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps objects by key. All state of the program is behind this port, and its conditional writes are the one guarantee
 * that the program rests on: of several writers that name the same condition, one succeeds.
 *
 * <p>Implementations are thread-safe, repeat what is worth repeating themselves within the given time, and throw
 * {@link TransientException} with {@link ProblemCode#STORAGE_FAILED} when it is not known that an operation succeeded: it
 * may have been carried out all the same.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional writes of
 *     S3</a>
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
     * Writes an object if a condition holds at that moment.
     *
     * @param timeLimit how long the call may take, with all its repetitions; positive
     * @return the version that is there now, or empty if the object was not written: the condition did not hold, or other
     *     writes of the key were going on each time it was tried. A repetition may have found the object that an earlier
     *     try had written without being answered. Who must know reads the object.
     */
    Optional<Version> put(ObjectKey key, StoredObject object, Condition condition, Duration timeLimit);

    /**
     * Reads an object whole.
     *
     * @param timeLimit how long the call may take, with all its repetitions; positive
     * @return the object, or nothing where there is none
     */
    Optional<Found> get(ObjectKey key, Duration timeLimit);

    /**
     * Reads an object while it arrives, so that a large one need not be in memory whole. By default it is read whole
     * first.
     *
     * @param reader called again if the content broke off; what it threw then is not passed on
     * @param timeLimit how long the call may take, with all its repetitions; positive
     * @return what the reader made of the object, or empty if there is none
     */
    default <T> Optional<T> read(ObjectKey key, Reader<T> reader, Duration timeLimit) {
        return get(key, timeLimit).map(found -> {
            try {
                return reader.read(
                        new ByteArrayInputStream(found.object().content()),
                        found.object().metadata());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Keys that begin with a prefix, in the order of their UTF-8 bytes.
     *
     * @param after a key, which need not exist: only later ones are given; null for the first
     * @param most how many at the most, 1 to 1,000
     * @param timeLimit how long the call may take, with all its repetitions; positive
     */
    List<ObjectKey> list(String prefix, String after, int most, Duration timeLimit);

    /**
     * Removes an object; there need be none.
     *
     * @param timeLimit how long the call may take, with all its repetitions; positive
     */
    void delete(ObjectKey key, Duration timeLimit);

    /**
     * Removes an object if it still has this version; otherwise, or where there is none, nothing happens.
     *
     * @param timeLimit how long the call may take, with all its repetitions; positive
     */
    void delete(ObjectKey key, Version version, Duration timeLimit);

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

    /**
     * Tells one content of a key from another.
     *
     * @param value opaque; an ETag in S3. Equal contents may have equal ones
     */
    record Version(String value) {}

    /** Makes something of an object while it is read. */
    @FunctionalInterface
    interface Reader<T> {

        /**
         * Reads the content as far as needed; the caller closes it.
         *
         * @return not null
         * @throws IOException if the content breaks off
         */
        T read(InputStream content, Map<String, String> metadata) throws IOException;
    }

    /** An object as it was found. */
    record Found(StoredObject object, Version version) {}

    /** What has to be so for a write to happen. */
    sealed interface Condition {

        /** There is no object. */
        record Absent() implements Condition {}

        /** The object has this version; one that is gone has none. */
        record Matches(Version version) implements Condition {}
    }
}
