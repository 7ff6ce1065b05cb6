package io.codegeneration.generation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Objects in memory. Thread-safe; fails for the keys it is told to fail for. */
final class InMemoryObjectStore implements ObjectStore {

    static final String BUCKET = "code-generation-test";

    private final Map<String, StoredObject> objects = new TreeMap<>();
    private final List<String> puts = new CopyOnWriteArrayList<>();
    private final List<String> gets = new CopyOnWriteArrayList<>();
    private final List<Duration> timeLimits = new CopyOnWriteArrayList<>();
    private volatile Predicate<String> failing = key -> false;

    /** From now on every call for such a key fails, and no other. */
    InMemoryObjectStore failFor(Predicate<String> keys) {
        failing = keys;
        return this;
    }

    /** All objects by their keys, in S3's order. */
    synchronized Map<String, StoredObject> objects() {
        return new TreeMap<>(objects);
    }

    /** The keys of all writes that were tried, in order. */
    List<String> puts() {
        return puts;
    }

    /** The keys of all reads that were tried, in order. */
    List<String> gets() {
        return gets;
    }

    /** The time that each call was given. */
    List<Duration> timeLimits() {
        return timeLimits;
    }

    synchronized void remove(String key) {
        objects.remove(key);
    }

    @Override
    public String bucket() {
        return BUCKET;
    }

    @Override
    public void put(ObjectKey key, StoredObject object, Duration timeLimit) {
        puts.add(key.value());
        timeLimits.add(timeLimit);
        check(key);
        synchronized (this) {
            objects.put(
                    key.value(), new StoredObject(object.content().clone(), object.contentType(), object.metadata()));
        }
    }

    @Override
    public Optional<StoredObject> get(ObjectKey key, Duration timeLimit) {
        gets.add(key.value());
        timeLimits.add(timeLimit);
        check(key);
        synchronized (this) {
            return Optional.ofNullable(objects.get(key.value()));
        }
    }

    private void check(ObjectKey key) {
        if (failing.test(key.value())) {
            throw new TransientException(ProblemCode.STORAGE_FAILED, "The store failed.", null);
        }
    }
}
