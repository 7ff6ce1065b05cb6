package io.codegeneration.generation.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.Faults;
import io.codegeneration.generation.Faults.StepFault;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.submission.Failure;
import io.codegeneration.generation.submission.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has a key while its first request is at work, dies, or comes too late. */
class ClaimsTest {

    private static final String KEY = "7f3b1c";
    private static final Duration DEADLINE = Duration.ofSeconds(28);
    private static final Duration EXPIRY = DEADLINE.plusMillis(2_500);

    private final World world = World.writing(World.REPLY);

    ClaimsTest() {
        world.invocation = TestInvocation.until(new Deadline(World.NOW.plus(DEADLINE)), world.invocation);
    }

    @Test
    void refusesARequestWhoseTwinIsAtWork() {
        world.faults.before("ask", () -> {
            Failure failure = world.failure(KEY);
            assertThat(failure.code()).isEqualTo(ProblemCode.IN_PROGRESS);
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(2));
        });

        assertThat(world.post(KEY).status()).isEqualTo(200);
        assertThat(world.calls()).isEqualTo(1);
    }

    @Test
    void tellsThatTheKeyBelongsToAnotherRequestEvenWhileThatIsAtWork() {
        world.faults.before("ask", () -> assertMismatch(World.request("other")));

        world.post(KEY);

        assertThat(world.faults.pending()).isFalse();
    }

    @Test
    void saysUntilWhenTheHolderCanAnswer() {
        world.faults.before("ask", () -> {
            Claim claim = world.claim(KEY);
            assertThat(claim.state()).isEqualTo(Claim.State.RUNNING);
            assertThat(claim.createdAt()).isEqualTo(World.NOW);
            assertThat(claim.expiresAt()).isEqualTo(World.NOW.plus(EXPIRY));
        });

        world.post(KEY);
    }

    @Test
    void keepsTheKeyFromOthersUntilItExpires() {
        dies("ask", StepFault.DIES_AFTER);

        world.clock.advance(EXPIRY.minusMillis(1));
        assertThat(world.failure(KEY).code()).isEqualTo(ProblemCode.IN_PROGRESS);

        world.clock.advance(Duration.ofMillis(1));
        assertThat(again().replayed()).isFalse();
        assertThat(world.calls()).isEqualTo(2);
    }

    @Test
    void keepsAKeyFromOtherRequestsAfterItsHolderDied() {
        dies("ask", StepFault.DIES_AFTER);
        world.clock.advance(World.LONG);

        assertMismatch(World.request("other"));
    }

    @Test
    void writesARecordForAHolderThatDiedWithoutOne() {
        dies("ask", StepFault.DIES_AFTER);
        String lost = world.claim(KEY).id();
        world.clock.advance(World.LONG);

        Answer answer = again();

        assertThat(answer.id().value()).isNotEqualTo(lost);
        GenerationRecord record = world.record(lost);
        assertThat(record.status()).isEqualTo(GenerationRecord.Status.FAILED);
        assertThat(record.problem().code()).isEqualTo("job-lost");
        assertThat(record.problem().retryable()).isTrue();
        assertThat(record.problem().instance()).isEqualTo("/code-generation/" + lost);
        assertThat(record.request().message()).isEqualTo("x");
        assertThat(world.list()).hasSize(2);
    }

    @Test
    void removesTheCodeOfTheDeadOnceThereIsAnAnswer() {
        dies("put code", StepFault.DIES_AFTER);
        List<String> code = world.codeKeys();
        assertThat(code).hasSize(1);
        assertThat(world.memory.objects().get(code.get(0)).metadata())
                .containsEntry("id", world.claim(KEY).id())
                .containsEntry("owner", "anonymous");
        world.clock.advance(World.LONG);

        Answer answer = again();

        assertThat(world.codeKeys())
                .hasSize(1)
                .allMatch(key -> key.contains(answer.id().value()));
    }

    @Test
    void removesTheCodeOfAllTheDead() {
        for (int i = 0; i < 3; i++) {
            dies("put code", StepFault.DIES_AFTER);
            world.clock.advance(World.LONG);
        }

        again();

        assertThat(world.codeKeys()).hasSize(1);
        assertThat(world.records()).hasSize(4);
        assertThat(world.claim(KEY).leftovers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refused", "unavailable"})
    void removesTheCodeOfTheDeadThoughTheNextOneFails(String how) {
        dies("put code", StepFault.DIES_AFTER);
        world.clock.advance(World.LONG);
        world.invocation = TestInvocation.anonymous();
        if (how.equals("refused")) {
            world.faults.at("ask", StepFault.FAILS);
            assertThat(world.failure(KEY).code()).isEqualTo(ProblemCode.MODEL_ACCESS_DENIED);
        } else {
            world.faults.at("ask", StepFault.HANGS);
            assertThat(world.failure(KEY).code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
            world.clock.advance(World.LONG);
            again();
        }

        assertThat(world.codeKeys()).hasSize(how.equals("refused") ? 0 : 1);
    }

    @Test
    void givesTheAnswerThatADeadHolderHadRecorded() {
        String first = firstAnswerOfAHolderThatDied();
        world.clock.advance(World.LONG);

        Answer answer = again();

        assertThat(answer.replayed()).isTrue();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(first);
        assertThat(answer.text()).contains(World.CODE);
        assertThat(world.calls()).isEqualTo(1);
        assertThat(world.claim(KEY).state()).isEqualTo(Claim.State.DONE);
    }

    @Test
    void makesOneOfThoseThatTakeOver() {
        dies("ask", StepFault.DIES_AFTER);
        world.clock.advance(World.LONG);
        world.invocation = TestInvocation.anonymous();
        world.faults.before(
                "get record", () -> assertThat(world.post(KEY).replayed()).isFalse());

        Answer second = world.post(KEY);

        assertThat(second.replayed()).isTrue();
        assertThat(world.calls()).isEqualTo(2);
    }

    @Test
    void recognisesItsOwnClaimWhereTheWriteWasNotAnswered() {
        world.faults.at("put claim", StepFault.FAILS_AFTER);

        assertThat(world.post(KEY).status()).isEqualTo(200);

        assertThat(world.claim(KEY).state()).isEqualTo(Claim.State.DONE);
        assertThat(world.calls()).isEqualTo(1);
    }

    @Test
    void recognisesItsOwnTakeoverWhereTheWriteWasNotAnswered() {
        dies("ask", StepFault.DIES_AFTER);
        world.clock.advance(World.LONG);
        world.invocation = TestInvocation.anonymous();
        world.faults.before("put claim", () -> {}).at("put claim", StepFault.FAILS_AFTER);

        assertThat(world.post(KEY).replayed()).isFalse();
        assertThat(world.calls()).isEqualTo(2);
    }

    @Test
    void makesNothingWhereTheKeyCannotBeHad() {
        world.faults.at("put claim", StepFault.FAILS);

        assertThat(world.failure(KEY).code()).isEqualTo(ProblemCode.STORAGE_FAILED);
        assertThat(world.calls()).isZero();
        assertThat(world.memory.objects()).isEmpty();
    }

    @Test
    void leavesTheKeyToItsSuccessorWhenItComesTooLate() {
        world.faults.before("ask", () -> {
            world.clock.advance(World.LONG);
            again();
        });

        Answer late = world.post(KEY);

        assertThat(late.status()).isEqualTo(200);
        assertThat(world.calls()).isEqualTo(2);
        assertThat(world.claim(KEY).id()).isNotEqualTo(late.id().value());
        assertThat(again().id().value()).isEqualTo(world.claim(KEY).id());
    }

    @Test
    void doesNotReleaseTheKeyOfItsSuccessor() {
        world.model.anew().then(call -> {
            world.clock.advance(World.LONG);
            world.model.anew().thenReplies(World.REPLY);
            again();
            throw TransientException.deadlineExceeded(null);
        });

        assertThat(world.failure(KEY).code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);

        assertThat(world.claim(KEY).state()).isEqualTo(Claim.State.DONE);
        assertThat(again().replayed()).isTrue();
    }

    @Test
    void freesAKeyWhoseTimeIsOver() {
        Answer first = world.post(KEY);
        world.clock.advance(TestConfig.RETENTION);
        assertThat(again().body()).isEqualTo(first.body());

        world.clock.advance(Duration.ofMillis(1));
        Answer other = world.core.submit(World.request("other"), KEY, false, TestInvocation.anonymous());

        assertThat(other.replayed()).isFalse();
        assertThat(other.id()).isNotEqualTo(first.id());
    }

    @Test
    void givesNoOtherRequestTheAnswerOfADeadHolderWhoseTimeIsOver() {
        firstAnswerOfAHolderThatDied();
        world.clock.advance(TestConfig.RETENTION.plusMillis(1));

        Answer other = world.core.submit(World.request("other"), KEY, false, TestInvocation.anonymous());

        assertThat(other.replayed()).isFalse();
        assertThat(world.calls()).isEqualTo(2);
        assertThat(world.find(other.id().value()).request().message()).isEqualTo("other");
    }

    @Test
    void keepsOwnersApart() {
        world.post(KEY);
        Invocation bob = TestInvocation.by("jwt:https://issuer.example#bob", TestInvocation.anonymous());

        assertThat(world.core.submit(World.request("other"), KEY, false, bob).replayed())
                .isFalse();
    }

    /** The body that the caller would have got, had the process lived to answer. */
    private String firstAnswerOfAHolderThatDied() {
        World twin = World.writing(World.REPLY);
        twin.invocation = world.invocation;
        dies("put record", StepFault.DIES_AFTER);
        return twin.post(KEY)
                .body()
                .replace(twin.claim(KEY).id(), world.claim(KEY).id());
    }

    private void dies(String step, StepFault fault) {
        Instant now = world.clock.instant();
        world.invocation = TestInvocation.until(new Deadline(now.plus(DEADLINE)), world.invocation);
        world.faults.at(step, fault);
        catchThrowableOfType(Faults.Death.class, () -> world.post(KEY));
        world.restart();
    }

    private Answer again() {
        return world.core.submit(World.request("x"), KEY, false, TestInvocation.anonymous());
    }

    private void assertMismatch(GenerationRequest other) {
        CallerException failure = catchThrowableOfType(CallerException.class, () -> world.post(other, KEY));
        assertThat(failure.code()).isEqualTo(ProblemCode.IDEMPOTENCY_MISMATCH);
    }
}
