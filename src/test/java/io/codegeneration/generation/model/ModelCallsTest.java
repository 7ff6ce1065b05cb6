package io.codegeneration.generation.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.codegeneration.generation.Attempt;
import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.ManualClock;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.Sleeper;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelCallsTest {

    private static final String MODEL =
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-5-5";
    private static final String SHOWN = "us.anthropic.claude-haiku-5-5";
    private static final Prompt PROMPT =
            new Prompt(Languages.standard().find("python").orElseThrow(), "add numbers");

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:15:30Z"));
    private final ScriptedModel model = new ScriptedModel();
    private final List<Duration> pauses = new ArrayList<>();
    private Receipt receipt = Receipt.EMPTY;
    private RandomGenerator random = new Random(1);
    private Sleeper sleeper = time -> {
        pauses.add(time);
        clock.advance(time);
    };

    @Test
    void asksOnceWhereTheModelAnswers() {
        model.then(after(Duration.ofMillis(3_702), ScriptedModel.reply("x", StopReason.END_TURN)));

        assertThat(ask(Duration.ofSeconds(28)).text()).isEqualTo("x");
        assertThat(model.calls()).hasSize(1);
        assertThat(pauses).isEmpty();
        assertThat(receipt.attempts()).containsExactly(new Attempt(SHOWN, "succeeded", 3_702, 3_702L));
    }

    @Test
    void sendsWhatTheModelsRulesSay() {
        model.thenReplies("x");

        ask(Duration.ofSeconds(28));

        assertThat(model.calls())
                .containsExactly(new CodeModel.Call(
                        MODEL,
                        PROMPT,
                        List.of(),
                        4_096,
                        ModelRules.of(MODEL).options(),
                        false,
                        Duration.ofSeconds(27)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "model_context_window_exceeded"})
    void listsACutReplyAsTruncated(String stopReason) {
        model.then(call -> ScriptedModel.reply("x", new StopReason(stopReason)));

        ask(Duration.ofSeconds(28));

        assertThat(receipt.attempts()).containsExactly(new Attempt(SHOWN, "truncated", 0, 0L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"refusal", "content_filtered", "guardrail_intervened"})
    void doesNotAskAgainAfterARefusal(String stopReason) {
        model.then(call -> ScriptedModel.reply("", new StopReason(stopReason)));

        assertThat(ask(Duration.ofSeconds(28)).stopReason().refused()).isTrue();
        assertThat(receipt.attempts()).containsExactly(new Attempt(SHOWN, "model-refused", 0, null));
    }

    @Test
    void doesNotAskAgainAfterAnEmptyReply() {
        model.thenReplies("");

        assertThat(ask(Duration.ofSeconds(28)).text()).isEmpty();
        assertThat(model.calls()).hasSize(1);
        assertThat(receipt.attempts()).extracting(Attempt::outcome).containsExactly("empty-generation");
    }

    @ParameterizedTest
    @EnumSource(names = {"MODEL_THROTTLED", "MODEL_UNAVAILABLE"})
    void asksFourTimesBeforeItGivesUp(ProblemCode code) {
        TransientException failure = new TransientException(code, "failed", null);
        model.thenFails(failure);

        assertThat(failure(Duration.ofMinutes(5))).isSameAs(failure);
        assertThat(model.calls()).hasSize(4);
        assertThat(pauses).hasSize(3);
        assertThat(receipt.attempts()).hasSize(4).extracting(Attempt::outcome).containsOnly(code.code());
    }

    @Test
    void asksTwiceWhereEachCallMayBeBilled() {
        TransientException failure = TransientException.costly(ProblemCode.MODEL_UNAVAILABLE, "failed", null);
        model.thenFails(failure);

        assertThat(failure(Duration.ofMinutes(5))).isSameAs(failure);
        assertThat(model.calls()).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("finalFailures")
    void asksOnceWhereRepeatingHelpsNobody(CodeGenerationException failure) {
        model.thenFails(failure);

        assertThat(failure(Duration.ofMinutes(5))).isSameAs(failure);
        assertThat(model.calls()).hasSize(1);
        assertThat(pauses).isEmpty();
        assertThat(receipt.attempts())
                .containsExactly(new Attempt(SHOWN, failure.code().code(), 0, null));
    }

    static Stream<CodeGenerationException> finalFailures() {
        return Stream.of(
                new OperatorException(ProblemCode.MODEL_REJECTED_REQUEST, "rejected", null, null),
                new OperatorException(ProblemCode.MODEL_ACCESS_DENIED, "denied", null, null),
                new OperatorException(ProblemCode.MODEL_NOT_FOUND, "not found", null, null),
                new OperatorException(ProblemCode.MODEL_RETIRED, "retired", null, null),
                new CallerException(ProblemCode.UNSUPPORTED_MODEL, "unknown"),
                new TransientException(ProblemCode.EMPTY_GENERATION, "empty", null),
                TransientException.deadlineExceeded(null));
    }

    @Test
    void listsEveryAttemptWithItsTimeAndRepeatsACostlyOneOnceWhateverCameBefore() {
        model.then(call -> {
                    clock.advance(Duration.ofMillis(120));
                    throw new TransientException(ProblemCode.MODEL_THROTTLED, "throttled", null);
                })
                .then(call -> {
                    clock.advance(Duration.ofMillis(700));
                    throw TransientException.costly(ProblemCode.MODEL_UNAVAILABLE, "timeout", null);
                })
                .thenFails(TransientException.costly(ProblemCode.MODEL_UNAVAILABLE, "timeout", null))
                .thenReplies("x");

        assertThat(failure(Duration.ofSeconds(28)).code()).isEqualTo(ProblemCode.MODEL_UNAVAILABLE);
        assertThat(receipt.attempts())
                .containsExactly(
                        new Attempt(SHOWN, "model-throttled", 120, null),
                        new Attempt(SHOWN, "model-unavailable", 700, null),
                        new Attempt(SHOWN, "model-unavailable", 0, null));
    }

    @Test
    void answersWithAReplyAfterFailures() {
        model.thenFails(throttled()).thenFails(throttled()).thenReplies("x");

        assertThat(ask(Duration.ofSeconds(28)).text()).isEqualTo("x");
        assertThat(receipt.attempts())
                .extracting(Attempt::outcome)
                .containsExactly("model-throttled", "model-throttled", "succeeded");
    }

    @Test
    void givesEachCallWhatIsLeftLessASecondForTheStore() {
        random = longest();
        model.then(call -> {
            clock.advance(Duration.ofSeconds(2));
            throw throttled();
        });

        failure(Duration.ofSeconds(28));

        assertThat(model.calls())
                .extracting(CodeModel.Call::timeLimit)
                .containsExactly(
                        Duration.ofMillis(27_000),
                        Duration.ofMillis(24_500),
                        Duration.ofMillis(21_500),
                        Duration.ofMillis(17_500));
    }

    @Test
    void givesACallNoMoreThanAFunctionMayRun() {
        model.thenReplies("x");

        calls().begin(task(Deadline.NONE)).ask(conversation(4_096));

        assertThat(model.calls())
                .extracting(CodeModel.Call::timeLimit)
                .containsExactly(Duration.ofMinutes(15).minusSeconds(1));
    }

    @Test
    void waitsTwiceAsLongAtMostAfterEachFailure() {
        random = longest();
        model.thenFails(throttled());

        failure(Duration.ofMinutes(5));

        assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofMillis(1_000), Duration.ofMillis(2_000));
    }

    @Test
    void mayWaitNotAtAll() {
        random = () -> 0;
        model.thenFails(throttled());

        failure(Duration.ofMinutes(5));

        assertThat(pauses).containsExactly(Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    @Property(tries = 200)
    void waitsARandomTimeWithinItsBounds(@ForAll long seed) {
        ManualClock time = new ManualClock(Instant.EPOCH);
        List<Duration> waits = new ArrayList<>();
        ScriptedModel throttling = new ScriptedModel().thenFails(throttled());

        TestModels.calls(TestConfig.standard(), throttling, time, waits::add, new Random(seed))
                .begin(task(Deadline.NONE))
                .ask(conversation(4_096));

        assertThat(waits).hasSize(3).noneMatch(Duration::isNegative);
        assertThat(waits.get(0)).isLessThanOrEqualTo(Duration.ofMillis(500));
        assertThat(waits.get(1)).isLessThanOrEqualTo(Duration.ofMillis(1_000));
        assertThat(waits.get(2)).isLessThanOrEqualTo(Duration.ofMillis(2_000));
    }

    @Test
    void spreadsItsPauses() {
        model.thenFails(throttled());

        for (int i = 0; i < 20; i++) {
            failure(Duration.ofMinutes(5));
        }

        assertThat(pauses).hasSize(60);
        assertThat(pauses.stream().distinct().count()).isGreaterThan(50);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_000, 1_999})
    void beginsNoCallWithoutTime(long millis) {
        model.thenReplies("x");

        CodeGenerationException failure = failure(Duration.ofMillis(millis));

        assertThat(failure.code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        assertThat(failure.fix()).hasValueSatisfying(fix -> assertThat(fix).contains("Prefer: respond-async"));
        assertThat(model.calls()).isEmpty();
        assertThat(receipt.attempts()).isEmpty();
    }

    @Test
    void beginsACallThatJustFits() {
        model.thenReplies("x");

        ask(Duration.ofSeconds(2));

        assertThat(model.calls()).extracting(CodeModel.Call::timeLimit).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void answersWithTheLastFailureWhereNoFurtherCallFits() {
        random = longest();
        model.then(call -> {
            clock.advance(Duration.ofMillis(1_501));
            throw throttled();
        });

        assertThat(failure(Duration.ofSeconds(4)).code()).isEqualTo(ProblemCode.MODEL_THROTTLED);
        assertThat(model.calls()).hasSize(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void answersWithTheLastFailureWhereThePauseTookTooLong() {
        sleeper = time -> clock.advance(Duration.ofSeconds(60));
        model.thenFails(throttled());

        assertThat(failure(Duration.ofSeconds(28)).code()).isEqualTo(ProblemCode.MODEL_THROTTLED);
        assertThat(model.calls()).hasSize(1);
    }

    @Test
    void stopsWhenInterruptedAndStaysInterrupted() {
        sleeper = time -> {
            throw new InterruptedException();
        };
        model.thenFails(throttled());

        CodeGenerationException failure = failure(Duration.ofSeconds(28));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.code()).isEqualTo(ProblemCode.MODEL_THROTTLED);
        assertThat(model.calls()).hasSize(1);
    }

    @Test
    void listsACallThatEndedUnexpectedly() {
        IllegalStateException bug = new IllegalStateException("bug");
        model.thenFails(bug);

        CodeGenerationException failure = failure(Duration.ofSeconds(28));

        assertThat(failure.code()).isEqualTo(ProblemCode.INTERNAL);
        assertThat(failure).hasMessage("An internal error occurred.").hasCause(bug);
        assertThat(model.calls()).hasSize(1);
        assertThat(receipt.attempts()).containsExactly(new Attempt(SHOWN, "internal", 0, null));
    }

    @Property(tries = 300)
    void neverWorksBeyondTheDeadline(
            @ForAll @LongRange(max = 60_000) long available,
            @ForAll @LongRange(max = 20_000) long each,
            @ForAll long seed) {
        ManualClock time = new ManualClock(Instant.EPOCH);
        Deadline deadline = new Deadline(Instant.ofEpochMilli(available));
        ScriptedModel slow = new ScriptedModel().then(call -> {
            assertThat(call.timeLimit()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(available - 1_000));
            assertThat(time.instant().plus(call.timeLimit()))
                    .isEqualTo(deadline.end().minusSeconds(1));
            time.advance(
                    call.timeLimit().compareTo(Duration.ofMillis(each)) < 0
                            ? call.timeLimit()
                            : Duration.ofMillis(each));
            throw throttled();
        });
        GenerationCalls calls = TestModels.calls(TestConfig.standard(), slow, time, time::advance, new Random(seed))
                .begin(task(deadline));

        CallOutcome outcome = calls.ask(conversation(1));

        assertThat(time.instant()).isBeforeOrEqualTo(deadline.end());
        assertThat(calls.receipt().attempts()).hasSameSizeAs(slow.calls()).hasSizeLessThanOrEqualTo(4);
        assertThat(((CallOutcome.GaveUp) outcome).failure().code())
                .isEqualTo(slow.calls().isEmpty() ? ProblemCode.DEADLINE_EXCEEDED : ProblemCode.MODEL_THROTTLED);
    }

    private static Conversation conversation(int maxTokens) {
        return new Conversation(MODEL, PROMPT, maxTokens);
    }

    private static WritingTask task(Deadline deadline) {
        GenerationRequest request = new GenerationRequest(PROMPT.language(), PROMPT.instruction(), null, null);
        return new WritingTask(request, CodeContext.NONE, deadline, () -> true, ProgressListener.NONE);
    }

    private ModelCalls calls() {
        return TestModels.calls(TestConfig.standard(), model, clock, time -> sleeper.sleep(time), random);
    }

    private CodeModel.Reply ask(Duration available) {
        GenerationCalls calls = calls().begin(task(new Deadline(clock.instant().plus(available))));
        CallOutcome outcome = calls.ask(conversation(4_096));
        receipt = calls.receipt();
        if (outcome instanceof CallOutcome.GaveUp failed) {
            throw failed.failure();
        }
        return ((CallOutcome.Replied) outcome).reply();
    }

    private CodeGenerationException failure(Duration available) {
        return (CodeGenerationException) catchThrowable(() -> ask(available));
    }

    private Function<CodeModel.Call, CodeModel.Reply> after(Duration time, CodeModel.Reply reply) {
        return call -> {
            clock.advance(time);
            return reply;
        };
    }

    private static TransientException throttled() {
        return new TransientException(ProblemCode.MODEL_THROTTLED, "throttled", null);
    }

    /** Always the largest number that may come. */
    private static RandomGenerator longest() {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return Long.MAX_VALUE;
            }

            @Override
            public long nextLong(long bound) {
                return bound - 1;
            }
        };
    }
}
