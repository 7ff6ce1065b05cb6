package io.codegeneration.generation.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.CompareAndSwap.Outcome;
import io.codegeneration.generation.archive.ObjectStore.Snapshot;
import io.codegeneration.generation.archive.ObjectStore.StoredObject;
import io.codegeneration.generation.archive.ObjectStore.Version;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompareAndSwapTest {

    private static final ObjectKey KEY = new ObjectKey("idempotency/anonymous/claim.json");
    private static final Deadline DEADLINE = new Deadline(Instant.MAX);

    private final InMemoryObjectStore objects = new InMemoryObjectStore();
    private final ScriptedStore store = new ScriptedStore(objects);
    private final CompareAndSwap swap = new CompareAndSwap(store, Clock.systemUTC());

    @Test
    void writesAnObjectThatIsExpectedToBeAbsent() {
        Outcome outcome = swap(Optional.empty(), "next");

        assertThat(outcome).isEqualTo(new Outcome.Won(version()));
        assertThat(content()).contains("next");
        assertThat(store.puts).hasValue(1);
    }

    @Test
    void replacesTheExpectedVersion() {
        Version expected = written("old");

        Outcome outcome = swap(Optional.of(expected), "next");

        assertThat(outcome).isEqualTo(new Outcome.Won(version()));
        assertThat(content()).contains("next");
    }

    @Test
    void winsOneSwapAfterTheOther() {
        Optional<Version> expected = Optional.empty();
        for (int i = 0; i < 5; i++) {
            Outcome outcome = swap(expected, "next " + i);
            assertThat(outcome).isInstanceOf(Outcome.Won.class);
            expected = Optional.of(((Outcome.Won) outcome).version());
        }

        assertThat(content()).contains("next 4");
    }

    @Test
    void writesTypeAndMetadataAsTheyAre() {
        StoredObject next = new StoredObject(bytes("a"), "text/a", Map.of("owner", "me"));

        swap.swap(KEY, Optional.empty(), next, DEADLINE);

        assertThat(objects.objects().get(KEY.value()))
                .usingRecursiveComparison()
                .isEqualTo(next);
    }

    @Test
    void losesToAnotherObjectAndReturnsIt() {
        Version expected = written("old");
        written("other");

        assertLost(swap(Optional.of(expected), "next"), "other");
        assertLost(swap(Optional.empty(), "next"), "other");

        assertThat(content()).contains("other");
        assertThat(objects.puts()).as("writes, two of them conditional").hasSize(4);
    }

    @Test
    void losesToNothingIfTheExpectedObjectIsGone() {
        Version expected = written("old");
        objects.remove(KEY.value());

        assertThat(swap(Optional.of(expected), "next")).isEqualTo(new Outcome.Lost(Optional.empty()));
        assertThat(content()).isEmpty();
    }

    @Test
    void recognizesItsOwnWriteWhoseAnswerWasLost() {
        Version expected = written("old");
        store.onPut(1, WriteFault.WRITES_AND_FAILS);

        assertThat(swap(Optional.of(expected), "next")).isEqualTo(new Outcome.Won(version()));

        assertThat(content()).contains("next");
        assertThat(store.puts).hasValue(1);
    }

    @Test
    void recognizesItsOwnWriteThatARepetitionInTheStoreMet() {
        store.onPut(1, WriteFault.WRITES_AND_REFUSES);

        assertThat(swap(Optional.empty(), "next")).isEqualTo(new Outcome.Won(version()));

        assertThat(store.puts).hasValue(1);
    }

    @Test
    void winsIfTheStoreFailsThoughTheObjectIsTheOneToBeWritten() {
        Version expected = written("same");
        store.onPut(1, WriteFault.WRITES_AND_FAILS);

        assertThat(swap(Optional.of(expected), "same")).isEqualTo(new Outcome.Won(expected));
    }

    @Test
    void losesToAnObjectOfTheSameBytesWithOtherMetadata() {
        store.onPut(1, WriteFault.ANOTHER_WRITES);

        assertLost(swap(Optional.empty(), "next"), "next");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void writesAgainIfTheStoreRefusesThoughTheObjectIsUnchanged(int refusals) {
        Version expected = written("old");
        for (int put = 1; put <= refusals; put++) {
            store.onPut(put, WriteFault.REFUSES);
        }

        assertThat(swap(Optional.of(expected), "next")).isEqualTo(new Outcome.Won(version()));

        assertThat(content()).contains("next");
        assertThat(store.puts).hasValue(refusals + 1);
    }

    @Test
    void failsIfTheStoreRefusesThreeTimesThoughThereIsNoObject() {
        for (int put = 1; put <= 3; put++) {
            store.onPut(put, WriteFault.REFUSES);
        }

        assertThatThrownBy(() -> swap(Optional.empty(), "next"))
                .isInstanceOfSatisfying(
                        TransientException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.STORAGE_FAILED));

        assertThat(store.puts).hasValue(3);
        assertThat(content()).isEmpty();
    }

    @Test
    void losesIfAnotherWritesAfterARefusal() {
        Version expected = written("old");
        store.onPut(1, WriteFault.REFUSES);
        store.onPut(2, WriteFault.ANOTHER_WRITES);

        assertThat(swap(Optional.of(expected), "next")).isInstanceOf(Outcome.Lost.class);

        assertThat(store.puts).hasValue(2);
    }

    @Test
    void failsAsTheWriteDidIfTheObjectIsUnchanged() {
        Version expected = written("old");
        store.onPut(1, WriteFault.FAILS);

        assertThatThrownBy(() -> swap(Optional.of(expected), "next")).isSameAs(store.failures.get(0));

        assertThat(store.puts).hasValue(1);
        assertThat(content()).contains("old");
    }

    @Test
    void losesIfTheWriteFailsAndAnotherObjectIsThere() {
        Version expected = written("old");
        store.onPut(1, WriteFault.ANOTHER_WRITES_AND_FAILS);

        assertLost(swap(Optional.of(expected), "next"), "next");
    }

    @Test
    void failsAsTheWriteDidIfTheReadAfterItFailsToo() {
        store.onPut(1, WriteFault.WRITES_AND_FAILS);
        store.failReads = true;

        assertThatThrownBy(() -> swap(Optional.empty(), "next")).isSameAs(store.failures.get(0));

        assertThat(store.failures).hasSize(2);
    }

    @Test
    void failsAsTheReadDidIfTheWriteWasRefused() {
        store.onPut(1, WriteFault.REFUSES);
        store.failReads = true;

        assertThatThrownBy(() -> swap(Optional.empty(), "next")).isSameAs(store.failures.get(0));
    }

    @Test
    void givesEveryCallTheDeadline() {
        store.onPut(1, WriteFault.REFUSES);

        swap(Optional.empty(), "next");

        assertThat(objects.deadlines()).hasSize(2).containsOnly(DEADLINE);
    }

    private Outcome swap(Optional<Version> expected, String next) {
        return swap.swap(KEY, expected, text(next), DEADLINE);
    }

    private Version written(String content) {
        objects.put(KEY, text(content), DEADLINE);
        return version();
    }

    private Version version() {
        return objects.get(KEY, DEADLINE).orElseThrow().version();
    }

    private Optional<String> content() {
        return Optional.ofNullable(objects.objects().get(KEY.value())).map(CompareAndSwapTest::textOf);
    }

    private static void assertLost(Outcome outcome, String current) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Lost.class, lost -> assertThat(
                        lost.current().map(Snapshot::object).map(CompareAndSwapTest::textOf))
                .contains(current));
    }

    private static String textOf(StoredObject object) {
        return new String(object.content(), StandardCharsets.UTF_8);
    }

    private static StoredObject text(String text) {
        return new StoredObject(bytes(text), "text/plain", Map.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsNothingAfterAFailureIfTheDeadlineIsOver() {
        store.onPut(1, WriteFault.WRITES_AND_FAILS);

        assertThatExceptionOfType(TransientException.class)
                .isThrownBy(() -> swap.swap(KEY, Optional.empty(), text("next"), new Deadline(Instant.MIN)));

        assertThat(objects.gets()).isEmpty();
    }

    @Test
    void readsOnceAfterARefusalEvenIfTheDeadlineIsOver() {
        store.onPut(1, WriteFault.WRITES_AND_REFUSES);

        assertThat(swap.swap(KEY, Optional.empty(), text("next"), new Deadline(Instant.MIN)))
                .isInstanceOf(Outcome.Won.class);
        assertThat(objects.gets()).hasSize(1);
    }

    /** What a conditional write does instead of its work. */
    private enum WriteFault {
        REFUSES,
        FAILS,
        WRITES_AND_REFUSES,
        WRITES_AND_FAILS,
        /** Another writer stores the same bytes first, and the store refuses the write. */
        ANOTHER_WRITES,
        ANOTHER_WRITES_AND_FAILS
    }

    /** A store whose conditional writes misbehave as told, by their number. */
    private static final class ScriptedStore extends ForwardingObjectStore {

        private final InMemoryObjectStore objects;
        private final Map<Integer, WriteFault> steps = new HashMap<>();
        private final AtomicInteger puts = new AtomicInteger();
        private final List<TransientException> failures = new ArrayList<>();
        private boolean failReads;

        ScriptedStore(InMemoryObjectStore objects) {
            super(objects);
            this.objects = objects;
        }

        void onPut(int number, WriteFault step) {
            steps.put(number, step);
        }

        @Override
        public Optional<Version> put(ObjectKey key, StoredObject object, Condition condition, Deadline deadline) {
            WriteFault step = steps.get(puts.incrementAndGet());
            if (step == null) {
                return super.put(key, object, condition, deadline);
            }
            switch (step) {
                case WRITES_AND_REFUSES, WRITES_AND_FAILS -> super.put(key, object, condition, deadline);
                case ANOTHER_WRITES, ANOTHER_WRITES_AND_FAILS ->
                    objects.put(
                            key,
                            new StoredObject(object.content(), object.contentType(), Map.of("holder", "other")),
                            deadline);
                case REFUSES, FAILS -> {}
            }
            if (step.name().endsWith("FAILS")) {
                throw failure();
            }
            return Optional.empty();
        }

        @Override
        public Optional<Snapshot> get(ObjectKey key, Deadline deadline) {
            if (failReads) {
                throw failure();
            }
            return super.get(key, deadline);
        }

        private TransientException failure() {
            TransientException failure = new TransientException(ProblemCode.STORAGE_FAILED, "The store failed.", null);
            failures.add(failure);
            return failure;
        }
    }
}
