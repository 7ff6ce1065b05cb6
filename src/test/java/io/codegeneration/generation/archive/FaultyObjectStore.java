package io.codegeneration.generation.archive;

import io.codegeneration.generation.Faults;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import java.time.Duration;
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
    public void put(ObjectKey key, StoredObject object, Duration timeLimit) {
        step("put", key.value(), timeLimit, () -> {
            store.put(key, object, timeLimit);
            return null;
        });
    }

    @Override
    public Optional<Version> put(ObjectKey key, StoredObject object, Condition condition, Duration timeLimit) {
        try {
            return step("put", key.value(), timeLimit, () -> store.put(key, object, condition, timeLimit));
        } catch (Faults.Conflict e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<Found> get(ObjectKey key, Duration timeLimit) {
        return step("get", key.value(), timeLimit, () -> store.get(key, timeLimit));
    }

    @Override
    public List<ObjectKey> list(String prefix, String after, int most, Duration timeLimit) {
        return step("list", prefix, timeLimit, () -> store.list(prefix, after, most, timeLimit));
    }

    @Override
    public void delete(ObjectKey key, Duration timeLimit) {
        step("delete", key.value(), timeLimit, () -> {
            store.delete(key, timeLimit);
            return null;
        });
    }

    @Override
    public void delete(ObjectKey key, Version version, Duration timeLimit) {
        try {
            step("delete", key.value(), timeLimit, () -> {
                store.delete(key, version, timeLimit);
                return null;
            });
        } catch (Faults.Conflict e) {
            // Nothing happens then.
        }
    }

    private <T> T step(String verb, String key, Duration timeLimit, Supplier<T> operation) {
        return faults.step(
                verb + " " + kind(key),
                timeLimit,
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
