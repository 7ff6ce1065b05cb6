package io.codegeneration.generation.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.Faults.StepFault;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.archive.StoredRecord;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.idempotency.Claim;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was paid for and could not be stored is stored by the repetition, without another call of the model. */
class StorageFailureTest {

    private static final String KEY = "7f3b1c";

    @ParameterizedTest
    @ValueSource(strings = {World.REPLY, World.THREE_FILES})
    void storesAtTheRepetitionWhatCouldNotBeStored(String reply) {
        World world = World.writing(reply);
        world.memory.failFor(key -> key.startsWith("code-output/") || key.startsWith("generations/"));
        Failure failure = world.failure(KEY);
        assertThat(failure.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
        assertThat(world.claim(KEY).state()).isEqualTo(Claim.State.KEPT);
        world.memory.failFor(key -> false);

        assertFinished(world, reply, failure);
    }

    @ParameterizedTest
    @ValueSource(strings = {World.REPLY, World.THREE_FILES})
    void storesAtTheRepetitionWhatOnlyTheRecordTells(String reply) {
        World world = World.writing(reply);
        world.memory.failFor(key -> key.startsWith("code-output/"));
        world.faults.before("put claim", () -> {}).at("put claim", StepFault.FAILS);
        Failure failure = world.failure(KEY);
        assertThat(world.claim(KEY).state()).isEqualTo(Claim.State.RUNNING);
        assertThat(world.records().get(0).status()).isEqualTo(GenerationRecord.Status.FAILED);
        world.memory.failFor(key -> false);
        world.clock.advance(World.LONG);

        assertFinished(world, reply, failure);
    }

    @ParameterizedTest
    @ValueSource(strings = {World.REPLY, World.THREE_FILES})
    void keepsEverythingHoweverOftenStoringFails(String reply) {
        World world = World.writing(reply);
        world.memory.failFor(key -> key.startsWith("code-output/"));
        Failure failure = world.failure(KEY);
        for (int i = 0; i < 3; i++) {
            Failure next = world.failure(KEY);
            assertThat(next.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
            GenerationAnswer shown = next.shown();
            assertThat(shown.id()).isEqualTo(failure.generation().orElseThrow().id());
            assertThat(shown.code()).isNotBlank();
            if (shown.files().size() > 1) {
                assertThat(shown.explanation()).isEqualTo(reply);
            }
            assertThat(world.records()).singleElement().satisfies(record -> assertThat(record.status())
                    .isEqualTo(GenerationRecord.Status.FAILED));
        }
        world.memory.failFor(key -> false);

        assertFinished(world, reply, failure);
    }

    @ParameterizedTest
    @ValueSource(strings = {World.REPLY, World.THREE_FILES})
    void storesAtTheRepetitionThoughTheOneBeforeFailedAndLostItsClaim(String reply) {
        World world = World.writing(reply);
        world.memory.failFor(key -> key.startsWith("code-output/"));
        Failure failure = world.failure(KEY);
        // The claim is tried, read and taken; its end is not written.
        world.faults.before("put claim", () -> {}).before("put claim", () -> {}).at("put claim", StepFault.FAILS);
        world.failure(KEY);
        world.memory.failFor(key -> false);
        world.clock.advance(World.LONG);

        assertFinished(world, reply, failure);
    }

    @Test
    void keepsWhatIsKeptWhenTheProgramFailsForAReasonThatNobodyExpected() {
        World world = World.writing(World.THREE_FILES);
        world.memory.failFor(key -> key.startsWith("code-output/"));
        Failure failure = world.failure(KEY);
        world.memory.failFor(key -> false);
        world.faults.before("put record", () -> {
            throw new IllegalStateException("a bug");
        });
        assertThat(world.failure(KEY).code()).isEqualTo(ProblemCode.INTERNAL);
        world.clock.advance(World.LONG);

        assertFinished(world, World.THREE_FILES, failure);
    }

    @Test
    void leavesTheMarkOfADeletionOfAKeptGeneration() {
        World world = World.writing(World.REPLY);
        world.memory.failFor(key -> key.startsWith("code-output/"));
        Failure failure = world.failure(KEY);
        world.memory.failFor(key -> false);
        GenerationId id = new GenerationId(failure.generation().orElseThrow().id());
        StoredRecord found = world.core
                .archive
                .find(id, world.invocation.owner(), Deadline.NONE)
                .orElseThrow();
        world.core.archive.update(
                found,
                record -> Optional.of(record.markedBy("deletion", List.of(), World.NOW))
                        .filter(mark -> !record.isDeleted()),
                Deadline.NONE);

        world.post(KEY);

        assertThat(world.core.archive.find(id, world.invocation.owner(), Deadline.NONE))
                .hasValueSatisfying(record -> assertThat(record.isDeleted()).isTrue());
        assertThat(world.codeKeys()).isEmpty();
    }

    @Test
    void finishesAKeptGenerationAlsoForAnAsynchronousRepetition() {
        World world = World.writing(World.REPLY);
        world.memory.failFor(key -> key.startsWith("code-output/"));
        world.failure(KEY);
        world.memory.failFor(key -> false);

        assertThat(world.postAsJob(KEY).status()).isEqualTo(200);
        assertThat(world.calls()).isEqualTo(1);
        assertThat(world.queued).isEmpty();
    }

    @Test
    void tellsAnotherRequestThatTheKeyOfAKeptGenerationIsNotItsOwn() {
        World world = World.writing(World.REPLY);
        world.memory.failFor(key -> key.startsWith("code-output/"));
        world.failure(KEY);

        CallerException failure =
                catchThrowableOfType(CallerException.class, () -> world.post(World.request("other"), KEY));
        assertThat(failure.code()).isEqualTo(ProblemCode.IDEMPOTENCY_MISMATCH);
    }

    @Test
    void freesTheKeyOfAKeptGenerationThatIsDeleted() {
        World world = World.writing(World.REPLY);
        world.memory.failFor(key -> key.startsWith("code-output/"));
        String id = world.failure(KEY).generation().orElseThrow().id();
        world.memory.failFor(key -> false);

        world.delete(id);

        assertThat(world.left()).isEmpty();
        assertThat(world.post(KEY).id().value()).isNotEqualTo(id);
        assertThat(world.calls()).isEqualTo(2);
    }

    private static void assertFinished(World world, String reply, Failure failure) {
        Answer answer = world.post(KEY);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.replayed()).isFalse();
        assertThat(world.calls()).isEqualTo(1);
        GenerationRecord record = world.record(answer.id().value());
        assertThat(record.status()).isEqualTo(GenerationRecord.Status.SUCCEEDED);
        assertThat(record.id()).isEqualTo(failure.generation().orElseThrow().id());
        assertThat(record.problem()).isNull();
        List<String> contents = record.files().stream()
                .map(file -> new String(world.memory.objects().get(file.key()).content(), StandardCharsets.UTF_8))
                .toList();
        World well = World.writing(reply);
        GenerationRecord wanted = well.post(KEY).generation().orElseThrow();
        assertThat(record.explanation()).isEqualTo(wanted.explanation());
        assertThat(record.code()).isEqualTo(wanted.code());
        assertThat(contents)
                .containsExactlyElementsOf(wanted.files().stream()
                        .map(file ->
                                new String(well.memory.objects().get(file.key()).content(), StandardCharsets.UTF_8))
                        .toList());
        assertThat(world.post(KEY).body()).isEqualTo(answer.body());
        assertThat(world.post(KEY).replayed()).isTrue();
        assertThat(world.claim(KEY).state()).isEqualTo(Claim.State.DONE);
    }
}
