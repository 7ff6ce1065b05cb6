package io.codegeneration.generation.archive;

import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.Owner;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Makes what this package holds as the container does. */
public final class TestArchive {

    /** What the keys of all code begin with. */
    public static final String CODE = ObjectKey.CODE_PREFIX;

    /** What the keys of all records begin with. */
    public static final String RECORDS = ObjectKey.RECORD_PREFIX;

    /** What the keys of all claims begin with. */
    public static final String CLAIMS = ObjectKey.CLAIM_PREFIX;

    private TestArchive() {}

    public static ObjectKey recordKey(Owner owner, GenerationId id) {
        return ObjectKey.ofRecord(owner, id);
    }

    public static String recordsOf(Owner owner) {
        return ObjectKey.recordsOf(owner);
    }

    public static Optional<GenerationId> idOfRecord(ObjectKey key, Owner owner) {
        return ObjectKey.idOfRecord(key, owner);
    }

    public static CompareAndSwap compareAndSwap(ObjectStore store, Clock clock) {
        return new CompareAndSwap(store, clock);
    }

    public static Archive archive(ObjectStore store, RecordFormat format, ExecutorService executor, Clock clock) {
        return new Archive(store, new CompareAndSwap(store, clock), format, new ParallelCalls(executor));
    }

    public static CodeFiles files(ObjectStore store, ExecutorService executor, Clock clock) {
        return new CodeFiles(store, new CompareAndSwap(store, clock), new ParallelCalls(executor));
    }

    public static JobExpiry expiry(Archive archive, GenerationConfig config, Clock clock) {
        return new JobExpiry(archive, config, clock);
    }

    public static GenerationReader reader(Archive archive, CodeFiles files, JobExpiry expiry) {
        return new GenerationReader(archive, files, expiry);
    }

    public static Listing listing(Archive archive, GenerationReader reader, ExecutorService executor) {
        return new Listing(archive, reader, new ParallelCalls(executor));
    }

    /** What the keys of all code of a generation begin with. */
    public static String codeOf(GenerationId id) {
        return ObjectKey.codeOf(id);
    }
}
