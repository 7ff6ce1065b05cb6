package io.codegeneration.generation.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.Faults;
import io.codegeneration.generation.Faults.StepFault;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.ObjectKey;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.idempotency.Claim;
import io.codegeneration.generation.idempotency.TestClaims;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deleting leaves nothing, whatever is going on. */
class DeletionTest {

    private static final String KEY = "7f3b1c";

    private final World world = World.writing(World.THREE_FILES);

    @Test
    void removesFilesThenClaimThenRecord() {
        String id = world.post(KEY).id().value();
        world.faults.steps();

        world.delete(id);

        assertThat(world.left()).isEmpty();
        assertThat(world.faults.steps())
                .containsExactly(
                        "get record",
                        "list code",
                        "put record",
                        "delete code",
                        "delete code",
                        "delete code",
                        "get claim",
                        "put claim",
                        "delete record");
        assertUnknown(id);
    }

    @Test
    void readsNoClaimWhereThereWasNoKey() {
        String id = world.post(null).id().value();
        world.faults.steps();

        world.delete(id);

        assertThat(world.faults.steps())
                .containsExactly(
                        "get record",
                        "list code",
                        "put record",
                        "delete code",
                        "delete code",
                        "delete code",
                        "delete record");
    }

    @Test
    void looksForNoFilesOnceAllMustHaveBeenWritten() {
        String id = world.post(null).id().value();
        String job = world.postAsJob(null).id().value();
        world.deliver();
        world.clock.advance(Deadline.LONGEST);
        world.faults.steps();

        world.delete(id);

        assertThat(world.faults.steps()).doesNotContain("list code");
        world.delete(job);
        assertThat(world.faults.steps()).doesNotContain("list code");
        assertThat(world.left()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1,", "3,", "1,7f3b1c", "3,7f3b1c"})
    void leavesNoFileThatIsWrittenAfterItsRecordWasDeleted(int files, String key) {
        World slow = World.writing(files == 1 ? World.REPLY : World.THREE_FILES);
        slow.recordFirst();
        slow.faults.before("put code", () -> slow.delete(slow.records().get(0).id()));

        Answer answer = slow.post(key);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.generation().orElseThrow().files()).hasSize(files);
        assertThat(slow.codeKeys()).isEmpty();
        assertThat(slow.records()).isEmpty();
        if (key != null) {
            assertThat(slow.post(key).replayed()).isFalse();
        }
    }

    /** The second and third file are written while the deletion is at a step. */
    @ParameterizedTest
    @ValueSource(
            strings = {"get record", "list code", "put record", "delete code", "get claim", "put claim", "delete record"
            })
    void leavesNoFileThatIsWrittenWhileItsRecordIsDeleted(String step) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch stored = new CountDownLatch(1);
        FutureTask<Boolean> deletion =
                new FutureTask<>(() -> world.delete(world.records().get(0).id()), true);
        world.recordFirst();
        world.faults.before("put code", () -> {}).before("put code", () -> {
            world.faults.before(step, () -> {
                reached.countDown();
                await(stored);
            });
            new Thread(deletion).start();
            await(reached);
        });

        Answer answer = world.post(KEY);
        stored.countDown();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(deletion.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(world.codeKeys()).isEmpty();
        assertThat(world.records()).isEmpty();
        assertThat(world.post(KEY).replayed()).isFalse();
    }

    /** The deletion dies at each of its steps; the request goes on, and the deletion is repeated. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void leavesNoFileWhereADeletionMeanwhileIsInterrupted(int steps) {
        world.recordFirst();
        world.faults.before("put code", () -> {
            world.faults.diesAfter(steps);
            assertThatExceptionOfType(Faults.Death.class)
                    .isThrownBy(() -> world.delete(world.records().get(0).id()));
            world.faults.revive();
        });

        Answer answer = world.post(KEY);

        assertThat(answer.status()).isEqualTo(200);
        try {
            world.delete(answer.id().value());
        } catch (CallerException e) {
            assertThat(e.code()).isEqualTo(ProblemCode.NOT_FOUND);
        }
        assertThat(world.codeKeys()).isEmpty();
        assertThat(world.records()).isEmpty();
    }

    @Test
    void leavesNothingOfTheCodeWhereTheProcessThatWasToWriteItIsDead() {
        world.recordFirst();
        world.faults.before("put code", () -> {
            world.delete(world.records().get(0).id());
            world.faults.diesAfter(0);
        });

        catchThrowable(() -> world.post(null));

        assertThat(world.records()).isEmpty();
        assertThat(world.memory.objects().values())
                .allSatisfy(object -> assertThat(object.content()).isEmpty());
    }

    @Test
    void servesNoTombstoneForAFile() {
        String id = world.post(null).id().value();
        GenerationRecord record = world.find(id);
        world.memory.put(
                new ObjectKey(record.files().get(1).key()),
                new ObjectStore.StoredObject(new byte[0], "application/octet-stream", Map.of("removed", "true")),
                Deadline.NONE);

        assertThat(world.core.generations.file(id, "b.py", world.invocation).content())
                .isEqualTo("2\n".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "20261122T101530123Z-k3v9q2w8"})
    void knowsNoOtherId(String id) {
        world.post(KEY);

        assertUnknown(id);
        assertThat(world.memory.objects()).hasSize(5);
    }

    @Test
    void hidesWhatBelongsToSomebodyElse() {
        String id = world.post(KEY).id().value();
        world.invocation = TestInvocation.by("jwt:https://issuer.example#bob", world.invocation);

        assertUnknown(id);
        assertThat(world.memory.objects()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void canBeRepeatedWhereverItWasInterrupted(int steps) {
        String id = world.post(KEY).id().value();
        world.faults.diesAfter(steps);
        assertThatExceptionOfType(Faults.Death.class).isThrownBy(() -> world.delete(id));
        world.restart();

        world.delete(id);

        assertThat(world.left()).isEmpty();
        assertUnknown(id);
        assertThat(world.post(KEY).replayed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void canBeRepeatedForAJobWhereverItWasInterrupted(int steps) {
        String id = world.postAsJob(KEY).id().value();
        world.faults.diesAfter(steps);
        assertThatExceptionOfType(Faults.Death.class).isThrownBy(() -> world.delete(id));
        world.restart();
        if (steps > 1) {
            // The record is marked: it is not visible, and no delivery runs it.
            assertThat(catchThrowableOfType(CallerException.class, () -> world.find(id))
                            .code())
                    .isEqualTo(ProblemCode.NOT_FOUND);
            assertThat(world.list()).isEmpty();
            assertThat(world.deliver()).isEmpty();
        }

        world.delete(id);

        assertThat(world.left()).isEmpty();
        assertThat(world.deliver()).isEmpty();
        assertThat(world.calls()).isZero();
    }

    @Test
    void stopsAJobThatIsQueued() {
        String id = world.postAsJob(KEY).id().value();

        world.delete(id);

        assertThat(world.deliver()).isEmpty();
        assertThat(world.left()).isEmpty();
        assertThat(world.postAsJob(KEY).replayed()).isFalse();
    }

    /** At each step of a job, deletion comes in between; its own steps are not interrupted. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void stopsAJobAtItsNextStep(int step) {
        String id = world.postAsJob(KEY).id().value();
        for (int i = 0; i < step; i++) {
            world.faults.before("", () -> {});
        }
        world.faults.before("", () -> world.delete(id));

        world.deliver();

        assertThat(world.faults.pending()).as("job has ended before").isFalse();
        assertThat(world.left()).isEmpty();
        assertUnknown(id);
        assertThat(world.deliver()).isEmpty();
        assertThat(world.calls()).isLessThanOrEqualTo(1);
    }

    /** The other way round: at each step of a deletion, a delivered job does all of its own. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void leavesNothingOfAJobThatIsDeliveredMeanwhile(int step) {
        String id = world.postAsJob(KEY).id().value();
        for (int i = 0; i < step; i++) {
            world.faults.before("", () -> {});
        }
        world.faults.before("", world::deliver);

        world.delete(id);

        assertThat(world.left()).isEmpty();
        assertUnknown(id);
    }

    /** A running job goes on at a step of the deletion, until it ends. */
    @ParameterizedTest
    @ValueSource(strings = {"put record", "list code", "get claim", "put claim", "delete record"})
    void leavesNothingOfAJobThatEndsWhileItIsDeleted(String step) throws Exception {
        String id = world.postAsJob(KEY).id().value();
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        FutureTask<Boolean> deletion = new FutureTask<>(() -> world.delete(id), true);
        world.faults.before("put code", () -> {
            // The job has just seen that it is still wanted.
            world.faults.before(step, () -> {
                reached.countDown();
                await(ended);
            });
            new Thread(deletion).start();
            await(reached);
        });

        world.deliver();
        ended.countDown();

        assertThat(deletion.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(world.left()).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void freesTheKeyThoughItsHolderFinishesAtTheSameTime() {
        String id = world.postAsJob(KEY).id().value();
        Claim done = world.claim(KEY);
        world.faults.before("put claim", () -> {
            // Another write of the same claim: what its holder does last.
            Claim rewritten = TestClaims.rewritten(done, "somebody");
            world.memory.put(
                    new ObjectKey(world.claimKey(KEY)),
                    new ObjectStore.StoredObject(
                            world.claimFormat.write(rewritten), world.claimFormat.contentType(), Map.of()),
                    Deadline.NONE);
        });

        world.delete(id);

        assertThat(world.left()).isEmpty();
        assertThat(world.postAsJob(KEY).replayed()).isFalse();
    }

    @Test
    void leavesAKeyToTheGenerationThatHasItByNow() {
        World failing = new World();
        failing.model.thenFails(TransientException.deadlineExceeded(null)).thenReplies(World.REPLY);
        String failed = failing.failure(KEY).generation().orElseThrow().id();
        Answer second = failing.post(KEY);

        failing.delete(failed);

        assertThat(failing.post(KEY).body()).isEqualTo(second.body());
        assertThat(failing.records()).hasSize(1);
    }

    @Test
    void removesWhatTheDeadLeftUnderTheSameKey() {
        world.faults.at("put record", StepFault.DIES_BEFORE);
        assertThatExceptionOfType(Faults.Death.class).isThrownBy(() -> world.post(KEY));
        world.restart();
        world.clock.advance(World.LONG);
        assertThat(world.codeKeys()).hasSize(3);
        world.memory.failFor(key -> key.startsWith("code-output/"));
        String id = world.failure(KEY).generation().orElseThrow().id();
        world.memory.failFor(key -> false);

        world.delete(id);

        assertThat(world.codeKeys()).isEmpty();
    }

    @Test
    void passesOnThatTheStoreFailed() {
        String id = world.post(KEY).id().value();
        world.faults.at("delete code", StepFault.FAILS);

        assertThat(catchThrowableOfType(TransientException.class, () -> world.delete(id))
                        .code())
                .isEqualTo(ProblemCode.STORAGE_FAILED);
        assertThat(world.list()).isEmpty();
        world.delete(id);
        assertThat(world.left()).isEmpty();
    }

    private void assertUnknown(String id) {
        CallerException failure = catchThrowableOfType(CallerException.class, () -> world.delete(id));
        assertThat(failure.code()).isEqualTo(ProblemCode.NOT_FOUND);
        assertThat(failure).hasMessage("There is no generation with this id.");
    }
}
