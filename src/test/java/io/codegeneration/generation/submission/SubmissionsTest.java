package io.codegeneration.generation.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.Faults.StepFault;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Language;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.idempotency.Claim;
import io.codegeneration.generation.model.ScriptedModel;
import io.codegeneration.generation.model.StopReason;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request and its repetitions are answered, as long as no process dies. */
class SubmissionsTest {

    private static final String KEY = "7f3b1c";

    private final World world = World.writing(World.REPLY);

    @Test
    void writesNothingBeforeTheModelWasAskedWhereThereIsNoKey() {
        world.post(null);

        assertThat(world.faults.steps()).containsExactly("ask", "put code", "put record");
    }

    @Test
    void writesTheClaimBeforeAndAfter() {
        world.post(KEY);

        assertThat(world.faults.steps()).containsExactly("put claim", "ask", "put code", "put record", "put claim");
    }

    @Test
    void readsNothingButTheClaimToAnswerAgain() {
        world.post(KEY);
        world.faults.steps();

        world.post(KEY);

        assertThat(world.faults.steps()).containsExactly("put claim", "get claim");
    }

    @Test
    void givesTheSameAnswerAgainByteForByte() {
        Answer first = world.post(KEY);

        Answer second = world.post(KEY);

        assertThat(first.replayed()).isFalse();
        assertThat(second.replayed()).isTrue();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.status()).isEqualTo(first.status()).isEqualTo(200);
        assertThat(second.text()).isEqualTo(first.text()).contains(World.CODE);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.outcome()).isEqualTo("succeeded");
        assertThat(world.calls()).isEqualTo(1);
        assertThat(world.records()).hasSize(1);
    }

    @Test
    void makesAnotherGenerationForEveryRequestWithoutAKey() {
        assertThat(world.post(null).id()).isNotEqualTo(world.post(null).id());
        assertThat(world.calls()).isEqualTo(2);
    }

    @Test
    void makesAnotherGenerationForAnotherKey() {
        assertThat(world.post("a").id()).isNotEqualTo(world.post("b").id());
        assertThat(world.calls()).isEqualTo(2);
    }

    static Stream<GenerationRequest> otherRequests() {
        Language python = Languages.standard().find("python").orElseThrow();
        Language java = Languages.standard().find("java").orElseThrow();
        return Stream.of(
                new GenerationRequest(java, "x", null, null),
                new GenerationRequest(python, "y", null, null),
                new GenerationRequest(python, "x", TestConfig.OTHER_MODEL, null),
                new GenerationRequest(python, "x", null, 300));
    }

    @ParameterizedTest
    @MethodSource("otherRequests")
    void refusesAnotherRequestWithTheSameKey(GenerationRequest other) {
        world.post(KEY);

        CallerException failure = catchThrowableOfType(CallerException.class, () -> world.post(other, KEY));

        assertThat(failure.code()).isEqualTo(ProblemCode.IDEMPOTENCY_MISMATCH);
        assertThat(world.calls()).isEqualTo(1);
        assertThat(world.post(KEY).replayed()).isTrue();
    }

    /** Failures that would only happen again. */
    static Stream<Arguments> lasting() {
        return Stream.of(
                Arguments.of(ProblemCode.MODEL_REFUSED, (ModelScript)
                        world -> world.model.then(call -> ScriptedModel.reply("", StopReason.REFUSAL))),
                Arguments.of(ProblemCode.MODEL_ACCESS_DENIED, (ModelScript) world -> world.model.thenFails(
                        new OperatorException(ProblemCode.MODEL_ACCESS_DENIED, "No.", "Grant it.", null))),
                Arguments.of(ProblemCode.GENERATION_TOO_LARGE, (ModelScript)
                        world -> world.model.thenReplies("```python\n" + "x".repeat(1024 * 1024) + "\n```\n")));
    }

    private interface ModelScript {
        void script(World world);
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void givesAFailureAgainThatWouldOnlyHappenAgain(ProblemCode code, ModelScript runner) {
        World failing = new World();
        runner.script(failing);
        Problem first = failing.failure(KEY).problem().orElseThrow();

        Answer second = failing.post(KEY);

        assertThat(second.replayed()).isTrue();
        assertThat(second.status()).isEqualTo(code.status());
        assertThat(second.problem()).isTrue();
        assertThat(second.outcome()).isEqualTo(code.code());
        assertThat(second.body()).isEqualTo(failing.claimFormat.body(first));
        assertThat(second.id().value()).isEqualTo(failing.records().get(0).id());
        assertThat(failing.calls()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void givesTheSameFailureFromTheRecordOfADeadHolder(ProblemCode code, ModelScript runner) {
        World failing = new World();
        runner.script(failing);
        failing.faults.before("put claim", () -> {}).at("put claim", StepFault.FAILS);
        Problem first = failing.failure(KEY).problem().orElseThrow();
        assertThat(failing.claim(KEY).state()).isEqualTo(Claim.State.RUNNING);
        failing.clock.advance(World.LONG);

        Answer second = failing.post(KEY);

        assertThat(second.body()).isEqualTo(failing.claimFormat.body(first));
        assertThat(second.replayed()).isTrue();
        assertThat(failing.calls()).isEqualTo(1);
    }

    @Test
    void showsTheTextOfATooLargeGenerationAgain() {
        String reply = "```python\n" + "x".repeat(1024 * 1024) + "\n```\n";
        World failing = World.writing(reply);
        failing.failure(KEY);

        assertThat(failing.post(KEY).body()).contains("\"generation\":{").contains("x".repeat(1024 * 1024));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deadline", "empty", "unavailable"})
    void givesTheKeyBackAfterAFailureThatMayPass(String how) {
        World failing = new World();
        switch (how) {
            case "deadline" -> failing.model.thenFails(TransientException.deadlineExceeded(null));
            case "empty" -> failing.model.thenReplies("");
            default -> failing.model.thenFails(TransientException.costly(ProblemCode.MODEL_UNAVAILABLE, "Down.", null));
        }
        Failure failure = failing.failure(KEY);
        assertThat(failure.code().retryable()).isTrue();
        assertThat(failing.claim(KEY).state()).isEqualTo(Claim.State.FREE);
        failing.model.anew().thenReplies(World.REPLY);

        Answer second = failing.post(KEY);

        assertThat(second.replayed()).isFalse();
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.id().value())
                .isNotEqualTo(failure.generation().orElseThrow().id());
        assertThat(failing.records()).hasSize(2);
    }

    @Test
    void givesAKeyThatIsFreeToAnyRequest() {
        World failing = new World();
        failing.model.thenFails(TransientException.deadlineExceeded(null)).thenReplies(World.REPLY);
        failing.failure(KEY);

        assertThat(failing.post(World.request("other"), KEY).status()).isEqualTo(200);
    }

    @Test
    void givesABugAgain() {
        World failing = new World();
        failing.model.thenFails(new IllegalStateException("secret"));
        assertThat(failing.failure(KEY).code()).isEqualTo(ProblemCode.INTERNAL);

        Answer second = failing.post(KEY);

        assertThat(second.status()).isEqualTo(500);
        assertThat(second.body()).doesNotContain("secret");
        assertThat(failing.calls()).isEqualTo(1);
    }

    @Test
    void answersThoughTheClaimCannotBeFinished() {
        world.faults.before("put claim", () -> {}).at("put claim", StepFault.FAILS);
        Answer first = world.post(KEY);
        assertThat(world.failure(KEY).code()).isEqualTo(ProblemCode.IN_PROGRESS);
        world.clock.advance(World.LONG);

        Answer second = world.post(KEY);

        assertThat(second.replayed()).isTrue();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(world.calls()).isEqualTo(1);
    }

    @Test
    void givesTheSameBytesFromARecordWithCostsAndSeveralFiles() {
        World priced = new World(TestConfig.standard()
                .withOverrides(TestConfig.Decided.of(TestConfig.MODEL_ARN).prices("1.10", "5.50")));
        priced.model.thenReplies(World.THREE_FILES);
        priced.faults.before("put claim", () -> {}).at("put claim", StepFault.FAILS);
        Answer first = priced.post(KEY);
        assertThat(first.body()).contains("costUsd");
        priced.clock.advance(World.LONG);

        assertThat(priced.post(KEY).body()).isEqualTo(first.body());
    }

    @Test
    void freesTheKeyWithItsGeneration() {
        Answer first = world.post(KEY);
        world.delete(first.id().value());

        assertThat(world.left()).isEmpty();
        Answer second = world.post(World.request("other"), KEY);
        assertThat(second.replayed()).isFalse();
    }

    @Test
    void storesTheKeyOnlyAsADigest() {
        world.post("secret-order-4711");

        assertThat(world.memory.objects())
                .allSatisfy((key, object) -> assertThat(key + new String(object.content()) + object.metadata())
                        .doesNotContain("4711"));
        assertThat(world.keys(key -> key.startsWith("idempotency/")))
                .isEqualTo(List.of(world.claimKey("secret-order-4711")));
    }
}
