package io.codegeneration.generation.archive;

import io.codegeneration.generation.Deadline;
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
    public void put(ObjectKey key, StoredObject object, Deadline deadline) {
        store.put(key, object, deadline);
    }

    @Override
    public Optional<Version> put(ObjectKey key, StoredObject object, Condition condition, Deadline deadline) {
        return store.put(key, object, condition, deadline);
    }

    @Override
    public Optional<Snapshot> get(ObjectKey key, Deadline deadline) {
        return store.get(key, deadline);
    }

    @Override
    public <T> Optional<T> read(ObjectKey key, Reader<T> reader, Deadline deadline) {
        return store.read(key, reader, deadline);
    }

    @Override
    public List<ObjectKey> list(String prefix, String after, int most, Deadline deadline) {
        return store.list(prefix, after, most, deadline);
    }

    @Override
    public void delete(ObjectKey key, Deadline deadline) {
        store.delete(key, deadline);
    }
}
