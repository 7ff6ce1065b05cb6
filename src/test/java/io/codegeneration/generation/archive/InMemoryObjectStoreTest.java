package io.codegeneration.generation.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.ObjectStore.Condition.Absent;
import io.codegeneration.s3.ObjectStoreContract;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The fake of the core's tests is held to what real stores do. */
class InMemoryObjectStoreTest extends ObjectStoreContract {

    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void failsEveryOperationOnTheKeysItIsToldOf() {
        ObjectKey bad = newKey("bad");
        ObjectKey good = newKey("good");
        store.failFor(key -> key.endsWith("bad"));

        Stream.<ThrowingCallable>of(
                        () -> put(bad, text("x")),
                        () -> put(bad, text("x"), new Absent()),
                        () -> store.get(bad, Deadline.NONE),
                        () -> store.list(bad.value(), null, 1, Deadline.NONE),
                        () -> store.delete(bad, Deadline.NONE))
                .forEach(operation -> assertThatThrownBy(operation)
                        .isInstanceOfSatisfying(TransientException.class, e -> assertThat(e.code())
                                .isEqualTo(ProblemCode.STORAGE_FAILED)));

        put(good, text("x"));
        assertThat(list(good.value(), null, 1)).containsExactly(good.value());
        store.delete(good, Deadline.NONE);
        assertThat(store.objects()).isEmpty();
        assertThat(store.puts()).isEqualTo(List.of(bad.value(), bad.value(), good.value()));
        assertThat(store.gets()).isEqualTo(List.of(bad.value()));
        assertThat(store.lists()).isEqualTo(List.of(bad.value(), good.value()));
        assertThat(store.deletes()).isEqualTo(List.of(bad.value(), good.value()));
        assertThat(store.deadlines()).hasSize(8);
    }
}
