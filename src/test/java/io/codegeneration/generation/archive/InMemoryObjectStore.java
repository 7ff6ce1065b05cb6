package io.codegeneration.generation.archive;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Objects in memory, with versions as S3 has them: of the bytes alone. Thread-safe; fails for the keys it is told to fail
 * for.
 */
public final class InMemoryObjectStore implements ObjectStore {

    public static final String BUCKET = "code-generation-test";

    private final Map<String, StoredObject> objects = new TreeMap<>(InMemoryObjectStore::compare);
    private final List<String> puts = new CopyOnWriteArrayList<>();
    private final List<String> gets = new CopyOnWriteArrayList<>();
    private final List<String> lists = new CopyOnWriteArrayList<>();
    private final List<String> deletes = new CopyOnWriteArrayList<>();
    private final List<Deadline> deadlines = new CopyOnWriteArrayList<>();
    private volatile Predicate<String> failing = key -> false;

    /** From now on every call for such a key (for a listing: its prefix) fails, and no other. */
    public InMemoryObjectStore failFor(Predicate<String> keys) {
        failing = keys;
        return this;
    }

    /** All objects by their keys, in S3's order; a copy. */
    public synchronized Map<String, StoredObject> objects() {
        return new LinkedHashMap<>(objects);
    }

    /** The keys of all writes that were tried, conditional or not, in order. */
    public List<String> puts() {
        return puts;
    }

    /** The keys of all reads that were tried, in order. */
    public List<String> gets() {
        return gets;
    }

    /** The prefixes of all listings that were tried, in order. */
    public List<String> lists() {
        return lists;
    }

    /** The keys of all deletions that were tried, in order. */
    public List<String> deletes() {
        return deletes;
    }

    /** The deadline of each call. */
    public List<Deadline> deadlines() {
        return deadlines;
    }

    public synchronized void remove(String key) {
        objects.remove(key);
    }

    @Override
    public String bucket() {
        return BUCKET;
    }

    @Override
    public void put(ObjectKey key, StoredObject object, Deadline deadline) {
        begin(puts, key.value(), deadline);
        write(key, object);
    }

    @Override
    public synchronized Optional<Version> put(
            ObjectKey key, StoredObject object, Condition condition, Deadline deadline) {
        begin(puts, key.value(), deadline);
        Optional<Version> wanted =
                condition instanceof Condition.Matches matches ? Optional.of(matches.version()) : Optional.empty();
        return version(key).equals(wanted) ? Optional.of(write(key, object)) : Optional.empty();
    }

    @Override
    public Optional<Snapshot> get(ObjectKey key, Deadline deadline) {
        begin(gets, key.value(), deadline);
        synchronized (this) {
            return Optional.ofNullable(objects.get(key.value()))
                    .map(object -> new Snapshot(copy(object), version(object)));
        }
    }

    @Override
    public List<ObjectKey> list(String prefix, String after, int most, Deadline deadline) {
        begin(lists, prefix, deadline);
        synchronized (this) {
            List<ObjectKey> keys = new ArrayList<>();
            for (String key : objects.keySet()) {
                if (keys.size() < most && key.startsWith(prefix) && (after == null || compare(key, after) > 0)) {
                    keys.add(new ObjectKey(key));
                }
            }
            return keys;
        }
    }

    @Override
    public void delete(ObjectKey key, Deadline deadline) {
        begin(deletes, key.value(), deadline);
        remove(key.value());
    }

    private synchronized Version write(ObjectKey key, StoredObject object) {
        objects.put(key.value(), copy(object));
        return version(object);
    }

    private Optional<Version> version(ObjectKey key) {
        return Optional.ofNullable(objects.get(key.value())).map(InMemoryObjectStore::version);
    }

    private void begin(List<String> journal, String key, Deadline deadline) {
        journal.add(key);
        deadlines.add(deadline);
        if (failing.test(key)) {
            throw new TransientException(ProblemCode.STORAGE_FAILED, "The store failed.", null);
        }
    }

    private static StoredObject copy(StoredObject object) {
        return new StoredObject(object.content().clone(), object.contentType(), object.metadata());
    }

    private static Version version(StoredObject object) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(object.content());
            return new Version(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int compare(String key, String other) {
        return Arrays.compareUnsigned(key.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
