package io.codegeneration.local;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.archive.ObjectStore.Condition;
import io.codegeneration.generation.archive.ObjectStore.StoredObject;
import io.codegeneration.generation.archive.ObjectStore.Version;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Warns a developer whose store ignores the conditions of writes; everything else works there. Runs beside the start and
 * cannot fail it. Does not test concurrent writes.
 */
@ApplicationScoped
class ConditionProbe {

    private static final Logger LOG = Logger.getLogger(ConditionProbe.class);

    private static final Duration TIME_LIMIT = Duration.ofSeconds(30);

    void start(@Observes StartupEvent start, LaunchMode mode, ObjectStore store) {
        if (mode != LaunchMode.DEVELOPMENT) {
            return;
        }
        Thread thread = new Thread(() -> warn(store), "condition-probe");
        thread.setDaemon(true);
        thread.start();
    }

    /** Logs a warning if the store ignores a condition. */
    static void warn(ObjectStore store) {
        try {
            List<String> ignored = ignored(store);
            if (!ignored.isEmpty()) {
                LOG.warnf(
                        "The store of bucket %s ignores %s: two requests with the same Idempotency-Key may both run,"
                                + " and both be paid for. Use a store that supports conditional writes",
                        store.bucket(), String.join(" and ", ignored));
            }
        } catch (RuntimeException e) {
            LOG.debug("Could not find out whether the store supports conditional writes", e);
        }
    }

    /**
     * Returns the conditional headers that a store ignores.
     *
     * @throws CodeGenerationException if the store cannot be reached
     */
    static List<String> ignored(ObjectStore store) {
        Deadline deadline = new Deadline(Instant.now().plus(TIME_LIMIT));
        ObjectKey key = new ObjectKey("idempotency/probe/" + UUID.randomUUID() + ".json");
        try {
            store.put(key, object(1), deadline);
            Optional<Version> first = store.get(key, deadline).map(ObjectStore.Snapshot::version);
            store.put(key, object(2), deadline);
            List<String> ignored = new ArrayList<>();
            if (store.put(key, object(3), new Condition.Absent(), deadline).isPresent()) {
                ignored.add("If-None-Match");
            }
            if (first.isPresent()
                    && store.put(key, object(4), new Condition.Matches(first.get()), deadline)
                            .isPresent()) {
                ignored.add("If-Match");
            }
            return ignored;
        } finally {
            store.delete(key, deadline);
        }
    }

    private static StoredObject object(int number) {
        byte[] content = ("{\"probe\":" + number + "}").getBytes(StandardCharsets.UTF_8);
        return new StoredObject(content, "application/json", Map.of());
    }
}
