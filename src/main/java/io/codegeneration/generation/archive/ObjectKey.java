package io.codegeneration.generation.archive;

import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.Slug;
import java.util.Optional;

/**
 * The key of an object in the bucket. Built from an id, an owner, a slug and cleaned names, never from raw
 * input.
 *
 * @param value the key, for example {@code code-output/20261122T101530123Z-k3v9q2w8-implement_binary_search.py}
 */
public record ObjectKey(String value) {

    static final String CODE_PREFIX = "code-output/";
    static final String RECORD_PREFIX = "generations/";
    static final String CLAIM_PREFIX = "idempotency/";

    private static final String JSON = ".json";

    /** The key of the record of a generation; S3's own order of a caller's records is then newest first. */
    static ObjectKey ofRecord(Owner owner, GenerationId id) {
        return new ObjectKey(recordsOf(owner) + id.reversedTimestamp() + "-" + id.value() + JSON);
    }

    /** Returns the prefix of the keys of an owner's records. */
    static String recordsOf(Owner owner) {
        return RECORD_PREFIX + owner.value() + "/";
    }

    /** Returns the id in the key of a record, or empty if the key is no record's. */
    static Optional<GenerationId> idOfRecord(ObjectKey key, Owner owner) {
        String name = key.value().substring(key.value().lastIndexOf('/') + 1);
        int dash = name.indexOf('-');
        if (dash < 0 || !name.endsWith(JSON)) {
            return Optional.empty();
        }
        return GenerationId.parse(name.substring(dash + 1, name.length() - JSON.length()))
                .filter(id -> ofRecord(owner, id).equals(key));
    }

    /** The key of the claim that a caller's request with this idempotency key makes. */
    public static ObjectKey ofClaim(Owner owner, String digest) {
        return new ObjectKey(CLAIM_PREFIX + owner.value() + "/" + digest + JSON);
    }

    /** What the keys of all code of a generation begin with. */
    static String codeOf(GenerationId id) {
        return CODE_PREFIX + id.value() + "-";
    }

    /** The key of the one file of a generation. */
    public static ObjectKey ofOnlyFile(GenerationId id, String name) {
        return new ObjectKey(CODE_PREFIX + id.value() + "-" + name);
    }

    /** The key of one of several files of a generation. */
    public static ObjectKey ofFile(GenerationId id, Slug slug, String name) {
        return new ObjectKey(CODE_PREFIX + id.value() + "-" + slug.value() + "/" + name);
    }

    @Override
    public String toString() {
        return value;
    }
}
