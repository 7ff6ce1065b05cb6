package io.codegeneration.generation.idempotency;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.archive.CompareAndSwap;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** Reads and writes claims as objects. */
@ApplicationScoped
class ClaimStore {

    private final ObjectStore store;
    private final CompareAndSwap compareAndSwap;
    private final ClaimFormat format;

    ClaimStore(ObjectStore store, CompareAndSwap compareAndSwap, ClaimFormat format) {
        this.store = store;
        this.compareAndSwap = compareAndSwap;
        this.format = format;
    }

    /** A claim as it was when it was read. */
    record StoredClaim(Claim claim, ObjectStore.Version version) {}

    Optional<StoredClaim> find(ObjectKey key, Deadline deadline) {
        return store.get(key, deadline).map(this::read);
    }

    CompareAndSwap.Outcome swap(ObjectKey key, Optional<ObjectStore.Version> expected, Claim next, Deadline deadline) {
        return compareAndSwap.swap(
                key,
                expected,
                new ObjectStore.StoredObject(format.write(next), format.contentType(), Map.of()),
                deadline);
    }

    StoredClaim read(ObjectStore.Snapshot snapshot) {
        return new StoredClaim(format.read(snapshot.object().content()), snapshot.version());
    }
}
