package io.codegeneration.generation.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.Faults;
import io.codegeneration.generation.Faults.StepFault;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRecord.Status;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TestInvocation;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.archive.ObjectStore;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.idempotency.Claim;
import io.codegeneration.generation.submission.Failure;
import io.codegeneration.generation.submission.World;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are answered before they are done: taken, refused, delivered once, twice, late or never. */
class JobsTest {

    private static final String KEY = "7f3b1c";

    private final World world = World.writing(World.REPLY);

    @Test
    void answersAtOnceAndAsksNobody() {
        Answer answer = world.postAsJob(null);

        assertThat(world.faults.steps()).containsExactly("put record", "submit");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.accepted()).isTrue();
        assertThat(answer.retryAfter()).contains(Duration.ofSeconds(2));
        assertThat(answer.outcome()).isEqualTo("queued");
        assertThat(answer.text()).isEmpty();
        assertThat(world.queued).containsExactly(new Job(Owner.ANONYMOUS, answer.id()));
        GenerationRecord record = world.find(answer.id().value());
        assertThat(record.status()).isEqualTo(Status.QUEUED);
        assertThat(record.request().message()).isEqualTo("x");
        assertThat(record.files()).isEmpty();
        assertThat(record.completedAt()).isNull();
    }

    @Test
    void makesTheGenerationWhenItIsDelivered() {
        Answer answer = world.postAsJob(null);
        world.faults.before(
                "ask",
                () -> assertThat(world.find(answer.id().value()).status()).isEqualTo(Status.RUNNING));

        Optional<GenerationRecord> made = world.deliver();

        GenerationRecord record = world.find(answer.id().value());
        assertThat(made).contains(record);
        assertThat(record.status()).isEqualTo(Status.SUCCEEDED);
        assertThat(record.code()).isEqualTo(World.CODE);
        assertThat(record.createdAt()).isEqualTo(World.NOW);
        assertThat(world.codeKeys()).containsExactly(record.files().get(0).key());
    }

    @Test
    void givesTheAcceptanceAgainHoweverFarTheJobIs() {
        Answer first = world.postAsJob(KEY);
        assertThat(world.postAsJob(KEY).body()).isEqualTo(first.body());
        world.deliver();

        Answer second = world.post(KEY);

        assertThat(second.replayed()).isTrue();
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.retryAfter()).isEqualTo(first.retryAfter());
        assertThat(world.queued).hasSize(1);
    }

    @Test
    void keepsTheFailureOfAJobInItsRecord() {
        World failing = new World();
        failing.invocation = TestInvocation.behind("/dev", failing.invocation);
        failing.model.thenFails(new OperatorException(ProblemCode.MODEL_ACCESS_DENIED, "No.", "Grant it.", null));
        Answer answer = failing.postAsJob(null);

        failing.deliver();

        Problem problem = failing.find(answer.id().value()).problem();
        assertThat(problem.code()).isEqualTo("model-access-denied");
        assertThat(problem.instance())
                .isEqualTo("/dev/code-generation/" + answer.id().value());
        assertThat(problem.requestId()).isEqualTo("delivery");
    }

    @Test
    void runsAJobThatIsDeliveredTwiceOnce() {
        world.postAsJob(null);
        world.deliver();

        assertThat(world.deliver()).isEmpty();
        assertThat(world.calls()).isEqualTo(1);
        assertThat(world.codeKeys()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"put record", "ask", "put code"})
    void runsAJobThatIsDeliveredTwiceAtOnceOnce(String step) {
        Answer answer = world.postAsJob(null);
        world.faults.before(step, () -> {
            boolean first = !world.deliver().isPresent();
            assertThat(first).isEqualTo(!step.equals("put record"));
        });

        world.deliver();

        assertThat(world.calls()).isEqualTo(1);
        assertThat(world.find(answer.id().value()).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(world.codeKeys()).hasSize(1);
    }

    @Test
    void losesAJobThatIsNeverDelivered() {
        String id = world.postAsJob(null).id().value();
        world.clock.advance(TestConfig.MAX_AGE.minusMillis(1));
        assertThat(world.find(id).status()).isEqualTo(Status.QUEUED);

        world.clock.advance(Duration.ofMillis(1));
        GenerationRecord lost = world.find(id);

        assertLost(lost);
        assertThat(world.record(id)).isEqualTo(lost);
        assertThat(world.deliver()).isEmpty();
        assertThat(world.calls()).isZero();
        assertThat(world.find(id)).isEqualTo(lost);
    }

    @Test
    void losesAJobThatIsDeliveredTooLate() {
        String id = world.postAsJob(null).id().value();
        world.clock.advance(TestConfig.MAX_AGE);

        assertThat(world.deliver()).isEmpty();

        assertLost(world.record(id));
        assertThat(world.calls()).isZero();
    }

    @Test
    void losesAJobThatNeverEnds() {
        String id = world.postAsJob(null).id().value();
        dies("ask", StepFault.DIES_AFTER);
        assertThat(world.find(id).status()).isEqualTo(Status.RUNNING);
        assertThat(world.deliver()).isEmpty();
        world.clock.advance(Duration.ofMinutes(5).plusMillis(1_499));
        assertThat(world.find(id).status()).isEqualTo(Status.RUNNING);
        assertThat(world.deliver()).isEmpty();

        world.clock.advance(Duration.ofMillis(1));

        assertLost(world.find(id));
        assertThat(world.deliver()).isEmpty();
        assertThat(world.calls()).isEqualTo(1);
    }

    @Test
    void leavesALostJobAloneThatGoesOnAllTheSame() {
        String id = world.postAsJob(null).id().value();
        world.faults.before("put code", () -> {
            world.clock.advance(World.LONG);
            assertLost(world.find(id));
        });

        assertThat(world.deliver()).isEmpty();

        assertLost(world.find(id));
        assertThat(world.codeKeys()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = StepFault.class,
            names = {"FAILS", "FAILS_AFTER", "HANGS"})
    void leavesNoRecordOfARefusedJob(StepFault fault) {
        world.faults.at("submit", fault);

        Failure failure = world.failureAsJob(KEY);

        assertThat(failure.code()).isEqualTo(ProblemCode.JOB_REFUSED);
        assertThat(world.records()).isEmpty();
        assertThat(world.claim(KEY).state()).isEqualTo(Claim.State.FREE);
        // It was taken all the same.
        world.queued.forEach(job -> assertThat(world.deliver(job)).isEmpty());
        assertThat(world.calls()).isZero();
        assertThat(world.postAsJob(KEY).replayed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void acceptsAJobThatIsDoneBeforeItIsKnownToBeTaken(boolean withKey) {
        world.core.queue = (job, invocation, timeLimit) -> {
            world.queued.add(job);
            world.deliver();
            throw new TransientException(ProblemCode.JOB_REFUSED, "No answer.", null);
        };

        Answer answer = world.postAsJob(withKey ? KEY : null);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(world.find(answer.id().value()).status()).isEqualTo(Status.SUCCEEDED);
        assertThat(world.codeKeys()).hasSize(1);
    }

    @Test
    void acceptsAJobWhoseRecordWasWrittenThoughTheAnswerWasLost() {
        world.faults.at("put record", StepFault.FAILS_AFTER);

        assertThat(world.postAsJob(KEY).status()).isEqualTo(202);
        assertThat(world.records()).hasSize(1);
        assertThat(world.queued).hasSize(1);
    }

    @Test
    void leavesNoRecordIfTheQueuedRecordCannotBeWritten() {
        world.faults.at("put record", StepFault.FAILS);

        assertThat(world.failureAsJob(KEY).code()).isEqualTo(ProblemCode.STORAGE_FAILED);

        assertThat(world.records()).isEmpty();
        assertThat(world.queued).isEmpty();
        assertThat(world.postAsJob(KEY).status()).isEqualTo(202);
    }

    @Test
    void withdrawsAJobThatCannotBeHandedOverAgain() {
        dieWhileHandingOver();
        world.faults.at("submit", StepFault.FAILS);

        assertThat(world.failureAsJob(KEY).code()).isEqualTo(ProblemCode.JOB_REFUSED);

        assertThat(world.records()).isEmpty();
        assertThat(world.postAsJob(KEY).status()).isEqualTo(202);
        assertThat(world.queued).hasSize(1);
    }

    @Test
    void handsAJobOverAgainOfWhichNobodyKnowsWhetherItWas() {
        String id = dieWhileHandingOver();

        Answer answer = world.postAsJob(KEY);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.id().value()).isEqualTo(id);
        assertThat(world.queued).hasSize(1);
        assertThat(world.deliver()).isPresent();
        assertThat(world.postAsJob(KEY).body()).isEqualTo(answer.body());
    }

    @Test
    void refusesWhatTheConfigurationDoesNotAllowAnyMore() {
        GenerationRequest asked = new GenerationRequest(
                Languages.standard().find("python").orElseThrow(), "x", TestConfig.OTHER_MODEL, null);
        String id = world.core.submit(asked, null, true, world.invocation).id().value();
        world.restart(new TestConfig(TestConfig.MODEL_ARN, Optional.empty(), 8_192));

        world.deliver();

        GenerationRecord record = world.find(id);
        assertThat(record.status()).isEqualTo(Status.FAILED);
        assertThat(record.problem().code()).isEqualTo("unsupported-model");
        assertThat(record.completedAt()).isEqualTo(World.NOW);
        assertThat(world.calls()).isZero();
    }

    @Test
    void keepsClaimHolderAndDeadlineOutOfTheRecordThatCallersSee() {
        world.postAsJob(KEY);
        world.faults.before("ask", () -> {
            ObjectStore.StoredObject record = world.memory
                    .objects()
                    .get(world.keys(key -> key.startsWith("generations/")).get(0));
            Map<String, String> metadata = record.metadata();
            assertThat(metadata).containsOnlyKeys("claim", "holder", "deadline");
            assertThat(new String(record.content())).doesNotContain(List.copyOf(metadata.values()));
        });

        world.deliver();
    }

    private String dieWhileHandingOver() {
        world.invocation =
                TestInvocation.until(new Deadline(world.clock.instant().plusSeconds(28)), world.invocation);
        world.faults.at("submit", StepFault.DIES_BEFORE);
        assertThatExceptionOfType(Faults.Death.class).isThrownBy(() -> world.postAsJob(KEY));
        world.restart();
        world.clock.advance(Duration.ofSeconds(31));
        world.invocation = TestInvocation.anonymous();
        return world.claim(KEY).id();
    }

    private void dies(String step, StepFault fault) {
        world.faults.at(step, fault);
        assertThatExceptionOfType(Faults.Death.class).isThrownBy(world::deliver);
        world.restart();
    }

    private static void assertLost(GenerationRecord record) {
        assertThat(record.status()).isEqualTo(Status.FAILED);
        assertThat(record.problem().code()).isEqualTo("job-lost");
        assertThat(record.problem().retryable()).isTrue();
        assertThat(record.completedAt()).isNotNull();
    }
}
