package io.codegeneration.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConditionProbeTest {

    @TempDir
    private Path folder;

    private final Logger logger = Logger.getLogger(ConditionProbe.class.getName());
    private final Lines lines = new Lines();

    @BeforeEach
    void listen() {
        logger.addHandler(lines);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(lines);
    }

    @Test
    void saysNothingOfAStoreThatKeepsToConditions() {
        Forgetful store = forgetting(condition -> false);

        ConditionProbe.warn(store);

        assertThat(ConditionProbe.ignored(store)).isEmpty();
        assertThat(lines.warnings).isEmpty();
    }

    @Test
    void warnsOfAStoreThatIgnoresConditions() {
        ConditionProbe.warn(forgetting(condition -> true));

        assertThat(lines.warnings).hasSize(1);
        assertThat(lines.warnings.peek())
                .contains("bucket local", "If-None-Match and If-Match", "Idempotency-Key", "paid for");
    }

    @Test
    void namesTheConditionThatIsIgnored() {
        assertThat(ConditionProbe.ignored(forgetting(ObjectStore.Condition.Absent.class::isInstance)))
                .containsExactly("If-None-Match");
        assertThat(ConditionProbe.ignored(forgetting(ObjectStore.Condition.Matches.class::isInstance)))
                .containsExactly("If-Match");
    }

    @Test
    void leavesNothingBehind() {
        Forgetful store = forgetting(condition -> true);

        ConditionProbe.ignored(store);

        assertThat(store.list("", null, 10, Deadline.NONE)).isEmpty();
        assertThat(store.keys).allMatch(key -> key.matches("idempotency/probe/[0-9a-f-]{36}\\.json"));
    }

    @Test
    void saysNothingWhereTheStoreCannotBeReached() {
        Forgetful store = forgetting(condition -> {
            throw new TransientException(ProblemCode.STORAGE_FAILED, "The store failed.", null);
        });

        assertThatCode(() -> ConditionProbe.warn(store)).doesNotThrowAnyException();

        assertThat(lines.warnings).isEmpty();
        assertThat(store.list("", null, 10, Deadline.NONE)).isEmpty();
    }

    @Test
    void looksBesideTheStartInDevMode() throws InterruptedException {
        new ConditionProbe().start(new StartupEvent(), LaunchMode.DEVELOPMENT, forgetting(condition -> true));

        assertThat(lines.warnings.poll(30, TimeUnit.SECONDS)).contains("ignores");
        assertThat(lines.thread.isDaemon()).isTrue();
        assertThat(lines.thread).isNotSameAs(Thread.currentThread());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DEVELOPMENT")
    void looksInNoOtherMode(LaunchMode mode) {
        new ConditionProbe().start(new StartupEvent(), mode, null);

        assertThat(lines.warnings).isEmpty();
    }

    private Forgetful forgetting(Predicate<ObjectStore.Condition> ignored) {
        return new Forgetful(new FolderStore(new LocalConfig(folder, Duration.ZERO), new ObjectMapper()), ignored);
    }

    /** Ignores some conditions. */
    private static final class Forgetful implements ObjectStore {

        private final ObjectStore store;
        private final Predicate<Condition> ignored;
        private final BlockingQueue<String> keys = new LinkedBlockingQueue<>();

        Forgetful(ObjectStore store, Predicate<Condition> ignored) {
            this.store = store;
            this.ignored = ignored;
        }

        @Override
        public String bucket() {
            return store.bucket();
        }

        @Override
        public void put(ObjectKey key, StoredObject object, Deadline deadline) {
            keys.add(key.value());
            store.put(key, object, deadline);
        }

        @Override
        public Optional<Version> put(ObjectKey key, StoredObject object, Condition condition, Deadline deadline) {
            if (ignored.test(condition)) {
                store.put(key, object, deadline);
                return store.get(key, deadline).map(Snapshot::version);
            }
            return store.put(key, object, condition, deadline);
        }

        @Override
        public Optional<Snapshot> get(ObjectKey key, Deadline deadline) {
            return store.get(key, deadline);
        }

        @Override
        public List<ObjectKey> list(String prefix, String after, int limit, Deadline deadline) {
            return store.list(prefix, after, limit, deadline);
        }

        @Override
        public void delete(ObjectKey key, Deadline deadline) {
            store.delete(key, deadline);
        }
    }

    /** What was logged at WARN and above. */
    private static final class Lines extends Handler {

        private final BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
        private volatile Thread thread;

        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
                thread = Thread.currentThread();
                warnings.add(line.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
