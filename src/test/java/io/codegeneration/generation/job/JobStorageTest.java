package io.codegeneration.generation.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Faults.StepFault;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRecord.Status;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.submission.World;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs while the store does not do as it should. */
class JobStorageTest {

    private final World world = World.writing(World.REPLY);

    @ParameterizedTest
    @CsvSource({
        "get record,FAILS",
        "put record,FAILS",
        "put record,FAILS_AFTER",
        "put record,CONFLICTS",
        "put code,FAILS",
        "put code,FAILS_AFTER"
    })
    void goesOnWhereTheStoreFailsOnce(String step, StepFault fault) {
        String id = world.postAsJob(null).id().value();
        world.faults.at(step, fault);

        world.deliver();

        assertDone(id);
    }

    @Test
    void goesOnWhereTheStartWasWrittenUnansweredAndCouldNotBeReadAtFirst() {
        String id = world.postAsJob(null).id().value();
        world.faults
                .before("get record", () -> {})
                .at("put record", StepFault.FAILS_AFTER)
                .at("get record", StepFault.FAILS);

        world.deliver();

        assertDone(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {World.REPLY, World.THREE_FILES})
    void storesWhatItMadeOnceTheStoreIsBack(String reply) {
        World back = World.writing(reply);
        String id = back.postAsJob(null).id().value();
        back.faults.before("put code", () -> downFor(back, Duration.ofSeconds(10)));

        back.deliver();

        GenerationRecord record = back.find(id);
        assertThat(record.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(back.codeKeys()).hasSize(record.files().size());
        assertThat(back.calls()).isEqualTo(1);
    }

    @Test
    void recordsAFailureOfTheModelOnceTheStoreIsBack() {
        World failing = new World();
        failing.model.then(call -> {
            downFor(failing, Duration.ofSeconds(10));
            throw new OperatorException(ProblemCode.MODEL_ACCESS_DENIED, "No.", null, null);
        });
        String id = failing.postAsJob(null).id().value();

        failing.deliver();

        assertThat(failing.find(id).problem().code()).isEqualTo("model-access-denied");
    }

    @ParameterizedTest
    @ValueSource(strings = {World.REPLY, World.THREE_FILES})
    void tellsAllThatWasMadeWhereItsFilesCannotBeStored(String reply) {
        World failing = World.writing(reply);
        String id = failing.postAsJob(null).id().value();
        failing.memory.failFor(key -> key.startsWith("code-output/"));

        failing.deliver();

        GenerationRecord record = failing.find(id);
        assertThat(record.status()).isEqualTo(Status.FAILED);
        assertThat(record.problem().code()).isEqualTo("storage-failed");
        assertThat(record.code()).isNotBlank();
        failing.memory.failFor(key -> false);
        assertThat(record.files()).isNotEmpty().allSatisfy(file -> assertThat(failing.core
                        .generations
                        .file(id, file.name(), failing.invocation)
                        .content())
                .hasSize((int) file.bytes()));
    }

    @Test
    void endsEvenWhereNothingCanBeStored() {
        String id = world.postAsJob(null).id().value();
        Predicate<String> all = key -> true;
        world.faults.before("put code", () -> world.memory.failFor(all));

        assertThat(world.deliver()).map(GenerationRecord::status).contains(Status.FAILED);

        world.memory.failFor(all.negate());
        world.clock.advance(World.LONG);
        assertThat(world.find(id).problem().code()).isEqualTo("job-lost");
    }

    @Test
    void givesUpWhereItsRecordCannotBeRead() {
        String id = world.postAsJob(null).id().value();
        world.memory.failFor(key -> true);

        CodeGenerationException failure = catchThrowableOfType(CodeGenerationException.class, world::deliver);

        assertThat(failure.code()).isEqualTo(ProblemCode.STORAGE_FAILED);
        world.memory.failFor(key -> false);
        assertThat(world.deliver()).isPresent();
        assertDone(id);
    }

    /** The store fails, now and until so much time has passed. */
    private static void downFor(World world, Duration time) {
        Instant back = world.clock.instant().plus(time);
        world.memory.failFor(key -> world.clock.instant().isBefore(back));
    }

    private void assertDone(String id) {
        GenerationRecord record = world.find(id);
        assertThat(record.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(record.code()).isEqualTo(World.CODE);
        assertThat(world.codeKeys()).containsExactly(record.files().get(0).key());
        assertThat(world.calls()).isEqualTo(1);
    }
}
