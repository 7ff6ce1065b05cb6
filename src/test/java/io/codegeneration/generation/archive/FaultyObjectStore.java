package io.codegeneration.generation.archive;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.Faults;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Another store behind {@link Faults}, whose steps are named {@code put claim}, {@code get record}, {@code list code}. */
public final class FaultyObjectStore implements ObjectStore {

    private final ObjectStore store;
    private final Faults faults;

    public FaultyObjectStore(ObjectStore store, Faults faults) {
        this.store = store;
        this.faults = faults;
    }

    @Override
    public String bucket() {
        return store.bucket();
    }

    @Override
    public void put(ObjectKey key, StoredObject object, Deadline deadline) {
        step("put", key.value(), deadline, () -> {
            store.put(key, object, deadline);
            return null;
        });
    }

    @Override
    public Optional<Version> put(ObjectKey key, StoredObject object, Condition condition, Deadline deadline) {
        try {
            return step("put", key.value(), deadline, () -> store.put(key, object, condition, deadline));
        } catch (Faults.Conflict e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Snapshot> get(ObjectKey key, Deadline deadline) {
        return step("get", key.value(), deadline, () -> store.get(key, deadline));
    }

    @Override
    public List<ObjectKey> list(String prefix, String after, int most, Deadline deadline) {
        return step("list", prefix, deadline, () -> store.list(prefix, after, most, deadline));
    }

    @Override
    public void delete(ObjectKey key, Deadline deadline) {
        step("delete", key.value(), deadline, () -> {
            store.delete(key, deadline);
            return null;
        });
    }

    private <T> T step(String verb, String key, Deadline deadline, Supplier<T> operation) {
        return faults.step(
                verb + " " + kind(key),
                deadline,
                operation,
                hung -> new TransientException(ProblemCode.STORAGE_FAILED, "The store failed.", null));
    }

    private static String kind(String key) {
        if (key.startsWith(ObjectKey.CLAIM_PREFIX)) {
            return "claim";
        }
        return key.startsWith(ObjectKey.RECORD_PREFIX) ? "record" : "code";
    }
}
