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

    public static Archive archive(ObjectStore store, RecordFormat format, ExecutorService executor, Clock clock) {
        return new Archive(store, format, executor, clock);
    }

    public static LostJobs lostJobs(Archive archive, GenerationConfig config, Clock clock) {
        return new LostJobs(archive, config, clock);
    }

    public static Generations generations(Archive archive, LostJobs lostJobs) {
        return new Generations(archive, lostJobs);
    }

    public static Listing listing(Archive archive, Generations generations) {
        return new Listing(archive, generations);
    }
}
