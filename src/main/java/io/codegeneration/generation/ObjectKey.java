package io.codegeneration.generation;

/**
 * The key of an object in the bucket. Made here only, of an id, an owner, a slug and cleaned names: never of raw
 * input.
 *
 * @param value the key, for example {@code code-output/20261122T101530123Z-k3v9q2w8-implement_binary_search.py}
 */
public record ObjectKey(String value) {

    static final String CODE_PREFIX = "code-output/";
    static final String RECORD_PREFIX = "generations/";

    /** The key of the record of a generation; S3's own order of a caller's records is then newest first. */
    static ObjectKey ofRecord(Owner owner, GenerationId id) {
        return new ObjectKey(RECORD_PREFIX + owner.value() + "/" + id.reversedTimestamp() + "-" + id.value() + ".json");
    }

    /** The key of the one file of a generation. */
    static ObjectKey ofOnlyFile(GenerationId id, String name) {
        return new ObjectKey(CODE_PREFIX + id.value() + "-" + name);
    }

    /** The key of one of several files of a generation. */
    static ObjectKey ofFile(GenerationId id, Slug slug, String name) {
        return new ObjectKey(CODE_PREFIX + id.value() + "-" + slug.value() + "/" + name);
    }

    @Override
    public String toString() {
        return value;
    }
}
