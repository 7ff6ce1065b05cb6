package io.codegeneration.generation.archive;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Another store as it is; a test changes what it needs. */
class ForwardingObjectStore implements ObjectStore {

    private final ObjectStore store;

    ForwardingObjectStore(ObjectStore store) {
        this.store = store;
    }

    @Override
    public String bucket() {
        return store.bucket();
    }

    @Override
    public void put(ObjectKey key, StoredObject object, Duration timeLimit) {
        store.put(key, object, timeLimit);
    }

    @Override
    public Optional<Version> put(ObjectKey key, StoredObject object, Condition condition, Duration timeLimit) {
        return store.put(key, object, condition, timeLimit);
    }

    @Override
    public Optional<Found> get(ObjectKey key, Duration timeLimit) {
        return store.get(key, timeLimit);
    }

    @Override
    public <T> Optional<T> read(ObjectKey key, Reader<T> reader, Duration timeLimit) {
        return store.read(key, reader, timeLimit);
    }

    @Override
    public List<ObjectKey> list(String prefix, String after, int most, Duration timeLimit) {
        return store.list(prefix, after, most, timeLimit);
    }

    @Override
    public void delete(ObjectKey key, Duration timeLimit) {
        store.delete(key, timeLimit);
    }

    @Override
    public void delete(ObjectKey key, Version version, Duration timeLimit) {
        store.delete(key, version, timeLimit);
    }
}
