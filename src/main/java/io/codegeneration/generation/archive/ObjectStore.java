package io.codegeneration.generation.archive;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps objects by key. All state of the program is behind this port. Its conditional write is the one guarantee that the
 * program rests on: of several writers that name the same condition, one succeeds. The core uses it only through {@link CompareAndSwap}.
 *
 * <p>Implementations are thread-safe. They repeat a failed call if that helps, within the time that {@link
 * Deadline#forWrites} gives, and throw {@link TransientException} with {@link ProblemCode#STORAGE_FAILED} if the outcome of a
 * call is unknown: it may have been carried out.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional writes of
 *     S3</a>
 */
public interface ObjectStore {

    /** Returns the bucket's name as answers show it. */
    String bucket();

    /** Writes or replaces an object. A reader sees the old bytes or the new ones, never a mixture. */
    void put(ObjectKey key, StoredObject object, Deadline deadline);

    /**
     * Writes an object if a condition holds.
     *
     * @return the version that is there now, or empty if the object was not written: the condition did not hold, or the store
     *     refused the call because another write of the key was going on. A repetition may also have met the object that its
     *     own earlier try had written.
     */
    Optional<Version> put(ObjectKey key, StoredObject object, Condition condition, Deadline deadline);

    /** Reads an object into memory, or returns empty if there is none. */
    Optional<Snapshot> get(ObjectKey key, Deadline deadline);

    /**
     * Reads an object while it arrives, so that a large one need not fit into memory. By default it is read whole first.
     *
     * @param reader called again if the content broke off; what it threw then is not passed on
     * @return the reader's result, or empty if there is no object
     */
    default <T> Optional<T> read(ObjectKey key, Reader<T> reader, Deadline deadline) {
        return get(key, deadline).map(snapshot -> {
            try {
                return reader.read(
                        new ByteArrayInputStream(snapshot.object().content()),
                        snapshot.object().metadata());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Lists keys that begin with a prefix, in the order of their UTF-8 bytes.
     *
     * @param after only keys after this one, which need not exist; null to begin with the first
     * @param limit at most so many, 1 to 1,000
     */
    List<ObjectKey> list(String prefix, String after, int limit, Deadline deadline);

    /** Deletes an object; there need be none. */
    void delete(ObjectKey key, Deadline deadline);

    /**
     * The content of a key.
     *
     * @param content the bytes
     * @param contentType the media type, with its charset if it has one
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
     * @param value opaque; an ETag in S3. Equal contents may have equal versions
     */
    record Version(String value) {}

    /** Reads an object while it arrives. */
    @FunctionalInterface
    interface Reader<T> {

        /**
         * Reads as much of the content as it needs. The caller closes the stream.
         *
         * @return not null
         * @throws IOException if the content breaks off
         */
        T read(InputStream content, Map<String, String> metadata) throws IOException;
    }

    /** An object as it was when it was read. */
    record Snapshot(StoredObject object, Version version) {}

    /** What must hold for a write to happen. */
    sealed interface Condition {

        /** There is no object. */
        record Absent() implements Condition {}

        /** The object has this version; one that is gone has none. */
        record Matches(Version version) implements Condition {}
    }
}
