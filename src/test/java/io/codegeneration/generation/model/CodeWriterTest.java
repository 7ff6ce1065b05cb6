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
import io.codegeneration.generation.ModelName;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.TestConfig;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CodeWriterTest {

    private static final String FIRST = "us.anthropic.claude-haiku-5-5";
    private static final String SECOND = "us.amazon.nova-lite-v1:0";
    private static final String SMALL = "meta.llama3-70b-instruct-v1:0";
    private static final String MEDIUM = "us.meta.llama3-3-70b-instruct-v1:0";
    private static final String UNKNOWN = "moonshot.kimi-k2-thinking";
    private static final CodeContext LONG = words(10_000);
    private static final Duration FAR = Duration.ofMinutes(10);
    private static final Duration NEAR = Duration.ofMillis(2_400);
    private static final Set<ProblemCode> FALLS_BACK = EnumSet.of(
            ProblemCode.MODEL_RETIRED,
            ProblemCode.MODEL_NOT_FOUND,
            ProblemCode.MODEL_ACCESS_DENIED,
            ProblemCode.MODEL_THROTTLED,
            ProblemCode.MODEL_UNAVAILABLE);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-22T10:15:30.123Z"));
    private final ScriptedModel model = new ScriptedModel();
    private Receipt receipt = Receipt.EMPTY;

    static Stream<Arguments> failuresWithAndWithoutFallbackAndTime() {
        return Stream.of(ProblemCode.values())
                .filter(code -> code.name().startsWith("MODEL_") && code != ProblemCode.MODEL_REFUSED
                        || code == ProblemCode.DEADLINE_EXCEEDED
                        || code == ProblemCode.INTERNAL)
                .flatMap(code -> Stream.of(true, false)
                        .flatMap(fallback -> Stream.of(FAR, NEAR).map(left -> Arguments.of(code, fallback, left))));
    }

    @ParameterizedTest
    @MethodSource("failuresWithAndWithoutFallbackAndTime")
    void asksAnotherModelWhereThatMayHelpAndTimeIsLeft(ProblemCode code, boolean fallback, Duration left) {
        List<String> asked = new ArrayList<>();
        // Each call takes 700 ms, so that near the deadline only one fits.
        model.then(call -> {
            asked.add(call.model());
            clock.advance(Duration.ofMillis(700));
            if (call.model().equals(FIRST)) {
                throw failure(code);
            }
            return ScriptedModel.reply("x", StopReason.END_TURN);
        });

        Throwable failure = catchThrowable(() -> write(fallback ? List.of(SECOND) : List.of(), 0, left));

        boolean replaced = FALLS_BACK.contains(code) && fallback && left.equals(FAR);
        if (replaced) {
            assertThat(failure).isNull();
            assertThat(asked).endsWith(SECOND);
            assertThat(receipt.attempts()).last().isEqualTo(new Attempt(SECOND, "succeeded", 700, 700L));
        } else {
            assertThat(((CodeGenerationException) failure).code()).isEqualTo(code);
            assertThat(asked).containsOnly(FIRST);
        }
        boolean repeats = code == ProblemCode.MODEL_THROTTLED || code == ProblemCode.MODEL_UNAVAILABLE;
        long expected = !repeats ? 1 : left.equals(FAR) ? 4 : 1;
        assertThat(asked.stream().filter(FIRST::equals)).hasSize((int) expected);
        assertThat(receipt.attempts()).hasSize(asked.size());
        assertThat(receipt.attempts().get(0)).isEqualTo(new Attempt(FIRST, code.code(), 700, null));
    }

    @Test
    void answersTheLastFailureWhereEveryModelFails() {
        model.then(call -> {
            throw failure(call.model().equals(FIRST) ? ProblemCode.MODEL_RETIRED : ProblemCode.MODEL_ACCESS_DENIED);
        });

        Throwable failure = catchThrowable(() -> write(List.of(SECOND), 0, FAR));

        assertThat(((CodeGenerationException) failure).code()).isEqualTo(ProblemCode.MODEL_ACCESS_DENIED);
        assertThat(receipt.attempts())
                .extracting(Attempt::outcome)
                .containsExactly("model-retired", "model-access-denied");
    }

    @Test
    void asksForTheRestOfACutReplyAndJoinsItsParts() {
        model.then(call -> ScriptedModel.reply("```python\na\nb\nc =", StopReason.MAX_TOKENS))
                .then(call -> ScriptedModel.reply("b\nc = 1\n```\n", StopReason.END_TURN));

        WritingOutcome.Written written = write(List.of(), 1, FAR);

        assertThat(written.text()).isEqualTo("```python\na\nb\nc = 1\n```\n");
        assertThat(written.stopReason()).isEqualTo(StopReason.END_TURN);
        assertThat(model.calls().get(1).followUps()).singleElement().satisfies(followUp -> assertThat(followUp.reply())
                .isEqualTo("```python\na\nb\n"));
        assertThat(receipt.usage()).isEqualTo(Usage.of(284, 636));
    }

    @Test
    void joinsPartsWithoutTheReasoningBeforeEach() {
        model.then(call -> ScriptedModel.reply(
                        "<think>\n```python\nx\n```\n</think>\n\n```python\na\nb\nc =", StopReason.MAX_TOKENS))
                .then(call -> ScriptedModel.reply(
                        "<think>\nNow the rest: c.\n</think>\n\nc = 1\n```\n", StopReason.END_TURN));

        WritingOutcome.Written written = write(List.of(), 1, FAR);

        assertThat(written.text()).isEqualTo("```python\na\nb\nc = 1\n```\n");
        assertThat(model.calls().get(1).followUps())
                .singleElement()
                .extracting(CodeModel.FollowUp::reply)
                .isEqualTo("```python\na\nb\n");
    }

    @Test
    void hasNoCodeWhereAModelWasCutWhileItReasoned() {
        model.then(call -> ScriptedModel.reply("<think>\n```python\nx = 1\n```\nBut", StopReason.MAX_TOKENS));

        assertThat(write(List.of(), 1, FAR).text()).isEmpty();
        assertThat(receipt.attempts()).extracting(Attempt::outcome).containsExactly("empty-generation");
        assertThat(model.calls()).hasSize(1);
    }

    @Test
    void goesOnAsOftenAsConfigured() {
        model.then(call -> ScriptedModel.reply("```\na\n", StopReason.MAX_TOKENS))
                .then(call -> ScriptedModel.reply("b\n", StopReason.MAX_TOKENS))
                .then(call -> ScriptedModel.reply("c\n", StopReason.MAX_TOKENS));

        WritingOutcome.Written written = write(List.of(), 2, FAR);

        assertThat(written.text()).isEqualTo("```\na\nb\nc\n");
        assertThat(written.stopReason().truncated()).isTrue();
        assertThat(model.calls()).hasSize(3);
    }

    @Test
    void doesNotGoOnWhereTheContextIsFull() {
        model.then(call -> ScriptedModel.reply("```\na\n", new StopReason("model_context_window_exceeded")));

        assertThat(write(List.of(), 1, FAR).stopReason().truncated()).isTrue();
        assertThat(model.calls()).hasSize(1);
    }

    @Test
    void keepsTheFirstPartWhereTheRestFails() {
        model.then(call -> ScriptedModel.reply("```\na\nb", StopReason.MAX_TOKENS))
                .thenFails(failure(ProblemCode.MODEL_ACCESS_DENIED));

        WritingOutcome.Written written = write(List.of(), 1, FAR);

        assertThat(written.text()).isEqualTo("```\na\nb");
        assertThat(written.stopReason().truncated()).isTrue();
        assertThat(receipt.attempts()).extracting(Attempt::outcome).containsExactly("truncated", "model-access-denied");
    }

    @Test
    void keepsTheFirstPartWhereTheRestMeetsABug() {
        model.then(call -> ScriptedModel.reply("```\na\nb", StopReason.MAX_TOKENS))
                .thenFails(new IllegalStateException("a bug"));

        assertThat(write(List.of(), 1, FAR))
                .extracting(
                        WritingOutcome.Written::model, WritingOutcome.Written::text, WritingOutcome.Written::stopReason)
                .containsExactly(FIRST, "```\na\nb", StopReason.MAX_TOKENS);
    }

    @Test
    void learnsTheSameRejectionFromTwoRequestsAtOnce() {
        RejectedParameters rejections = new RejectedParameters();
        OperatorException rejection = OperatorException.rejecting(List.of("thinking"), "no", null);
        CodeModel.Call sent = new CodeModel.Call(
                FIRST,
                new Prompt(Languages.standard().find("python").orElseThrow(), "sum"),
                List.of(),
                8_192,
                ModelRules.of(FIRST).options(),
                false,
                FAR);

        assertThat(rejections.remember(rejection, sent)).isTrue();
        assertThat(rejections.remember(rejection, sent)).isTrue();
        assertThat(rejections.parameters(FIRST)).containsExactly("thinking");
    }

    @Test
    void keepsTheFirstPartWhereTheRestIsRefusedOrEmpty() {
        for (CodeModel.Reply rest : List.of(
                ScriptedModel.reply("no", StopReason.REFUSAL), ScriptedModel.reply("  ", StopReason.END_TURN))) {
            model.anew()
                    .then(call -> ScriptedModel.reply("```\na\nb", StopReason.MAX_TOKENS))
                    .then(call -> rest);

            assertThat(write(List.of(), 1, FAR))
                    .extracting(
                            WritingOutcome.Written::model,
                            WritingOutcome.Written::text,
                            WritingOutcome.Written::stopReason)
                    .containsExactly(FIRST, "```\na\nb", StopReason.MAX_TOKENS);
        }
    }

    @Test
    void leavesOutWhatAModelRejectsOneAfterTheOther() {
        model.thenFails(OperatorException.rejecting(List.of("temperature", "thinking"), "no", null))
                .thenFails(OperatorException.rejecting(List.of("system"), "no", null))
                .then(call -> ScriptedModel.reply("x", StopReason.END_TURN));

        write(List.of(), 0, FAR);

        assertThat(model.calls())
                .extracting(call -> call.options().names())
                .containsExactly(Set.of("thinking", "system"), Set.of("system"), Set.of());
        assertThat(receipt.ignoredParameters()).containsExactlyInAnyOrder("thinking", "system");
        assertThat(receipt.attempts())
                .extracting(Attempt::outcome)
                .containsExactly("parameter-rejected", "parameter-rejected", "succeeded");
    }

    @Test
    void doesNotRepeatARejectionOfWhatWasNotSent() {
        model.thenFails(OperatorException.rejecting(List.of("temperature"), "no", null));

        Throwable failure = catchThrowable(() -> write(List.of(), 0, FAR));

        assertThat(((CodeGenerationException) failure).code()).isEqualTo(ProblemCode.MODEL_REJECTED_REQUEST);
        assertThat(model.calls()).hasSize(1);
        assertThat(receipt.ignoredParameters()).isEmpty();
    }

    @Test
    void lowersTheBoundOfTokensToWhatTheModelNames() {
        model.thenFails(OperatorException.tooManyTokens(4_096, "no", null))
                .then(call -> ScriptedModel.reply("x", StopReason.END_TURN));

        write(List.of(), 0, FAR);

        assertThat(model.calls()).extracting(CodeModel.Call::maxTokens).containsExactly(8_192, 4_096);
    }

    @Test
    void givesUpWhereTheNamedBoundDoesNotHelp() {
        model.thenFails(OperatorException.tooManyTokens(4_096, "no", null));

        Throwable failure = catchThrowable(() -> write(List.of(), 0, FAR));

        assertThat(((CodeGenerationException) failure).code()).isEqualTo(ProblemCode.MODEL_REJECTED_REQUEST);
        assertThat(model.calls()).hasSize(2);
    }

    @Test
    void continuesOnceWhatBrokeOffAfterCodeWasWritten() {
        model.thenBreaksOff("Here:\n\n```python\na\nb\nc =", broken()).thenReplies("c = 1\n```\n");

        WritingOutcome.Written written = write(List.of(SECOND), 1, FAR);

        assertThat(written.text()).isEqualTo("Here:\n\n```python\na\nb\nc = 1\n```\n");
        assertThat(written.stopReason()).isEqualTo(StopReason.END_TURN);
        assertThat(model.calls().get(1).followUps()).hasSize(1);
        assertThat(receipt.attempts()).extracting(Attempt::outcome).containsExactly("model-unavailable", "succeeded");
        assertThat(receipt.usage()).isEqualTo(Usage.of(142, 318).complete(false));
    }

    @Test
    void keepsTheMostCodeIfTheReplyBreaksOffTwiceAndCallsNoFallback() {
        model.thenBreaksOff("```python\na\nb", broken()).thenBreaksOff("b\nc\nd", broken());

        WritingOutcome.Written written = write(List.of(SECOND), 1, FAR);

        assertThat(written.text()).isEqualTo("```python\na\nb\nc\nd");
        assertThat(written.stopReason()).isEqualTo(StopReason.STREAM_INTERRUPTED);
        assertThat(written.model()).isEqualTo(FIRST);
        assertThat(model.calls()).hasSize(2);
        assertThat(receipt.usage()).isNull();
    }

    @Test
    void asksAnewIfNoCodeWasWrittenAndThenTheFallback() {
        model.thenBreaksOff("Here is a fun", broken())
                .thenBreaksOff("Here is", broken())
                .thenReplies("```\nx\n```\n");

        WritingOutcome.Written written = write(List.of(SECOND), 1, FAR);

        assertThat(written.model()).isEqualTo(SECOND);
        assertThat(model.calls()).extracting(CodeModel.Call::model).containsExactly(FIRST, FIRST, SECOND);
        assertThat(model.calls())
                .allSatisfy(call -> assertThat(call.followUps()).isEmpty());
    }

    @Test
    void keepsTheCodeIfTheFurtherCallFails() {
        model.thenBreaksOff("```python\na\nb", broken())
                .thenFails(new TransientException(ProblemCode.MODEL_THROTTLED, "no", null));

        WritingOutcome.Written written = write(List.of(SECOND), 1, FAR);

        assertThat(written.text()).isEqualTo("```python\na\nb");
        assertThat(written.stopReason()).isEqualTo(StopReason.STREAM_INTERRUPTED);
        assertThat(model.calls()).hasSize(2);
    }

    @Test
    void answersTheLastFailureIfNoCodeWasWritten() {
        model.thenBreaksOff("Here is", broken())
                .thenFails(new TransientException(ProblemCode.MODEL_THROTTLED, "no", null));

        Throwable failure = catchThrowable(() -> write(List.of(), 1, FAR));

        assertThat(((CodeGenerationException) failure).code()).isEqualTo(ProblemCode.MODEL_THROTTLED);
        assertThat(model.calls()).hasSize(2);
    }

    @Test
    void makesNoFurtherCallWithoutTime() {
        model.then(call -> {
            clock.advance(Duration.ofMillis(700));
            return CodeModel.Reply.interrupted("```python\na\nb", broken());
        });

        assertThat(write(List.of(SECOND), 1, NEAR).stopReason()).isEqualTo(StopReason.STREAM_INTERRUPTED);
        assertThat(model.calls()).hasSize(1);
    }

    @Test
    void makesNoMoreCallsThanBeforeForRepliesThatMayBeBilled() {
        model.thenFails(TransientException.costly(ProblemCode.MODEL_UNAVAILABLE, "timeout", null))
                .thenBreaksOff("```python\na\nb", broken());

        assertThat(write(List.of(SECOND), 1, FAR).text()).isEqualTo("```python\na\nb");
        assertThat(model.calls()).hasSize(2);
    }

    @Test
    void callsOnceMoreInAllForAModel() {
        model.thenBreaksOff("```python\na\nb", broken())
                .then(call -> ScriptedModel.reply("b\nc\nd", StopReason.MAX_TOKENS))
                .thenBreaksOff("d\ne\nf", broken());

        WritingOutcome.Written written = write(List.of(), 1, FAR);

        assertThat(written.text()).isEqualTo("```python\na\nb\nc\nd\ne\nf");
        assertThat(written.stopReason()).isEqualTo(StopReason.STREAM_INTERRUPTED);
        assertThat(model.calls()).hasSize(3);
    }

    @Test
    void keepsTheCodeWhenTheTimeRunsOut() {
        CodeModel.Interruption late = new CodeModel.Interruption(
                CodeModel.Interruption.Cause.TIME, TransientException.deadlineExceeded(null));
        model.then(call -> {
            clock.advance(call.timeLimit());
            return CodeModel.Reply.interrupted("```python\na\nb", late);
        });

        assertThat(write(List.of(SECOND), 1, FAR).stopReason()).isEqualTo(StopReason.DEADLINE_EXCEEDED);
        assertThat(model.calls()).hasSize(1);
        assertThat(receipt.attempts()).extracting(Attempt::outcome).containsExactly("deadline-exceeded");
    }

    @Test
    void isCancelledBeforeAFurtherCallIfItIsNotWantedAnyMore() {
        model.thenBreaksOff("```python\na\nb", broken());

        WritingOutcome outcome = outcome(List.of(), 1, FAR, () -> false, ProgressListener.NONE);

        assertThat(outcome).isInstanceOf(WritingOutcome.Stopped.class);
        assertThat(outcome.receipt().attempts()).hasSize(1);
        assertThat(model.calls()).hasSize(1);
    }

    @Test
    void countsAsCompleteIfEveryBilledCallReportedItsTokens() {
        model.thenFails(new TransientException(ProblemCode.MODEL_THROTTLED, "no", null))
                .thenReplies("```\nx\n```\n");
        write(List.of(), 1, FAR);
        assertThat(receipt.usage().complete()).isTrue();

        model.anew()
                .thenFails(TransientException.costly(ProblemCode.MODEL_UNAVAILABLE, "timeout", null))
                .thenReplies("```\nx\n```\n");
        write(List.of(), 1, FAR);
        assertThat(receipt.usage().complete()).isFalse();
    }

    @Test
    void tellsTheTimeToTheFirstTextWithoutReasoning() {
        model.thenStreams((call, pieces) -> {
            clock.advance(Duration.ofMillis(100));
            pieces.accept("<think>hm");
            clock.advance(Duration.ofMillis(200));
            pieces.accept("</think>\n\n");
            clock.advance(Duration.ofMillis(112));
            pieces.accept("x = 1");
            clock.advance(Duration.ofMillis(88));
            return ScriptedModel.reply("<think>hm</think>\n\nx = 1", StopReason.END_TURN);
        });

        write(List.of(), 1, FAR);

        assertThat(receipt.attempts()).containsExactly(new Attempt(FIRST, "succeeded", 500, 412L));
    }

    /** A language that is missing stands for any bug there. */
    @Test
    void keepsATextThatCannotBeJudged() {
        model.thenBreaksOff("```python\na\nb", broken()).thenFails(failure(ProblemCode.MODEL_UNAVAILABLE));
        WritingTask task = new WritingTask(
                new GenerationRequest(null, "sum", null, null),
                CodeContext.NONE,
                new Deadline(clock.instant().plus(FAR)),
                () -> true,
                ProgressListener.NONE);

        WritingOutcome outcome = TestModels.writer(
                        new TestConfig(FIRST, Optional.empty(), 8_192), model, clock, new Random(1))
                .write(task);

        assertThat(outcome).isInstanceOfSatisfying(WritingOutcome.Written.class, written -> assertThat(written.text())
                .isEqualTo("```python\na\nb"));
        assertThat(outcome.receipt().attempts()).hasSize(2);
    }

    /** What a caller has that follows the events. */
    private static final class Watcher implements ProgressListener {

        private final List<String> events = new ArrayList<>();
        private String text = "";

        @Override
        public void attempt(int number, ModelName model, int keep) {
            events.add(number + " " + model.value() + " " + keep);
            text = text.substring(0, text.offsetByCodePoints(0, keep));
        }

        @Override
        public void text(String piece) {
            assertThat(piece).isNotEmpty();
            text += piece;
        }
    }

    @Test
    void showsAWatcherTheTextOfEveryCall() {
        Watcher watcher = new Watcher();
        model.thenFails(new TransientException(ProblemCode.MODEL_THROTTLED, "no", null))
                .thenStreams((call, pieces) -> {
                    assertThat(call.watched()).isTrue();
                    pieces.accept("<think>hm</think>Here 🙂:\n\n```py");
                    pieces.accept("thon\na\nb\nc = \uD83D");
                    return CodeModel.Reply.interrupted(
                            "<think>hm</think>Here 🙂:\n\n```python\na\nb\nc = \uD83D", broken());
                })
                .thenReplies("c = '🙂'\n```\n");

        WritingOutcome outcome = outcome(List.of(), 1, FAR, () -> true, watcher);

        assertThat(watcher.events).containsExactly("1 " + FIRST + " 0", "2 " + FIRST + " 0", "3 " + FIRST + " 23");
        assertThat(watcher.text)
                .isEqualTo("Here 🙂:\n\n```python\na\nb\nc = '🙂'\n```\n")
                .isEqualTo(((WritingOutcome.Written) outcome).text());
    }

    @Test
    void showsTheTextThatIsContinuedIfThePreviewDiffersFromIt() {
        Watcher watcher = new Watcher();
        // Reasoning without an opening tag is only known at its end.
        String text = "a draft\n</think>\n\n```python\na\nb";
        model.thenStreams((call, pieces) -> {
                    text.chars().forEach(c -> pieces.accept(String.valueOf((char) c)));
                    return CodeModel.Reply.interrupted(text, broken());
                })
                .thenReplies("b\n```\n");

        outcome(List.of(), 1, FAR, () -> true, watcher);

        assertThat(watcher.events).containsExactly("1 " + FIRST + " 0", "2 " + FIRST + " 0");
        assertThat(watcher.text).isEqualTo("```python\na\nb\n```\n");
    }

    @Test
    void doesNotWatchForNobody() {
        model.thenReplies("x");

        write(List.of(), 1, FAR);

        assertThat(model.calls().get(0).watched()).isFalse();
    }

    @Test
    void leavesOutACachePointThatTheModelRejectsAndRemembersIt() {
        OperatorException rejection = OperatorException.rejecting(List.of("cachePoint"), "no", null);
        model.thenFails(rejection).then(call -> ScriptedModel.reply("x", StopReason.END_TURN));
        CodeWriter writer = writer(List.of());

        Receipt first = write(writer, LONG).receipt();
        Receipt second = write(writer, LONG).receipt();

        assertThat(model.calls())
                .extracting(call -> call.options().cachePoint())
                .containsExactly(true, false, false);
        assertThat(first.attempts()).extracting(Attempt::outcome).containsExactly("parameter-rejected", "succeeded");
        assertThat(second.attempts()).extracting(Attempt::outcome).containsExactly("succeeded");
        assertThat(first.ignoredParameters()).containsExactly("cachePoint");
        assertThat(second.ignoredParameters()).containsExactly("cachePoint");
        assertThat(write(writer, CodeContext.NONE).receipt().ignoredParameters())
                .as("without a context there is nothing to leave out")
                .isEmpty();
    }

    @Test
    void keepsThePromptInTheConversationAboutTheRest() {
        model.then(call -> ScriptedModel.reply("```python\na\nb\n", StopReason.MAX_TOKENS))
                .then(call -> ScriptedModel.reply("c\n```\n", StopReason.END_TURN));

        write(writer(List.of()), LONG);

        assertThat(model.calls()).hasSize(2).allSatisfy(call -> {
            assertThat(call.prompt()).isEqualTo(model.calls().get(0).prompt());
            assertThat(call.options().cachePoint()).isTrue();
        });
    }

    @Test
    void doesNotSendWhatCannotFit() {
        WritingOutcome outcome = write(writer(List.of(), SMALL), words(8_192 * 2 + 2));

        assertThat(outcome)
                .isInstanceOfSatisfying(WritingOutcome.NoReply.class, refused -> assertThat(refused.failure())
                        .isInstanceOf(CallerException.class)
                        .hasMessageContaining("tokens")
                        .extracting("code")
                        .isEqualTo(ProblemCode.CONTEXT_TOO_LONG));
        assertThat(outcome.receipt()).isEqualTo(Receipt.EMPTY);
        assertThat(model.calls()).isEmpty();
    }

    @Test
    void sendsWhatMayFit() {
        model.thenReplies("x");

        assertThat(write(writer(List.of(), SMALL), words(8_192))).isInstanceOf(WritingOutcome.Written.class);
        assertThat(write(writer(List.of(), UNKNOWN), words(200_000))).isInstanceOf(WritingOutcome.Written.class);
    }

    @Test
    void asksAModelWithALargerWindowForWhatIsTooLong() {
        model.then(call -> {
            if (call.model().equals(MEDIUM)) {
                throw CallerException.contextTooLong(7L, null);
            }
            return ScriptedModel.reply("x", StopReason.END_TURN);
        });

        WritingOutcome outcome = write(writer(List.of(UNKNOWN, MEDIUM, SMALL, FIRST), SMALL), words(8_192 * 2 + 2));

        assertThat(outcome).isInstanceOfSatisfying(WritingOutcome.Written.class, written -> assertThat(written.model())
                .isEqualTo(FIRST));
        assertThat(model.calls()).extracting(CodeModel.Call::model).containsExactly(MEDIUM, FIRST);
        assertThat(outcome.receipt().attempts())
                .extracting(Attempt::outcome)
                .containsExactly("context-too-long", "succeeded");
    }

    @Test
    void asksNoOtherModelForWhatIsTooLongIfNoneIsKnownToHaveMoreRoom() {
        model.thenFails(CallerException.contextTooLong(7L, null));

        WritingOutcome outcome = write(writer(List.of(SECOND, UNKNOWN, SMALL)), words(10));

        assertThat(outcome)
                .isInstanceOfSatisfying(WritingOutcome.NoReply.class, refused -> assertThat(refused.failure())
                        .hasMessageContaining("by at least 7 tokens"));
        assertThat(model.calls()).hasSize(1);
    }

    @Test
    void asksForAShorterReplyWhereThePromptLeavesNoRoomForMoreAndForgetsThat() {
        model.thenFails(OperatorException.noRoom(1_000, null))
                .then(call -> ScriptedModel.reply("```python\na\nb\n", StopReason.MAX_TOKENS))
                .then(call -> ScriptedModel.reply("c\n```\n", StopReason.END_TURN))
                .then(call -> ScriptedModel.reply("x", StopReason.END_TURN));
        CodeWriter writer = writer(List.of());

        Receipt receipt = write(writer, LONG).receipt();
        write(writer, LONG);

        assertThat(model.calls()).extracting(CodeModel.Call::maxTokens).containsExactly(8_192, 1_000, 1_000, 8_192);
        assertThat(receipt.attempts())
                .extracting(Attempt::outcome)
                .containsExactly("parameter-rejected", "truncated", "succeeded");
        assertThat(receipt.ignoredParameters()).isEmpty();
    }

    private static CodeContext words(int count) {
        return CodeContext.of(List.of(new SourceFile("a.py", "x ".repeat(count))));
    }

    private CodeWriter writer(List<String> fallbacks) {
        return writer(fallbacks, FIRST);
    }

    private CodeWriter writer(List<String> fallbacks, String first) {
        TestConfig config = new TestConfig(first, Optional.empty(), 8_192)
                .withFallbacks(fallbacks.toArray(String[]::new))
                .withContinuations(1);
        return TestModels.writer(config, model, clock, new Random(1));
    }

    private WritingOutcome write(CodeWriter writer, CodeContext context) {
        GenerationRequest request =
                new GenerationRequest(Languages.standard().find("python").orElseThrow(), "sum", null, null);
        return writer.write(new WritingTask(
                request, context, new Deadline(clock.instant().plus(FAR)), () -> true, ProgressListener.NONE));
    }

    private static CodeModel.Interruption broken() {
        return new CodeModel.Interruption(
                CodeModel.Interruption.Cause.CONNECTION,
                TransientException.costly(ProblemCode.MODEL_UNAVAILABLE, "broke off", null));
    }

    private WritingOutcome.Written write(List<String> fallbacks, int continuations, Duration left) {
        WritingOutcome outcome = outcome(fallbacks, continuations, left, () -> true, ProgressListener.NONE);
        receipt = outcome.receipt();
        if (outcome instanceof WritingOutcome.NoReply failed) {
            throw failed.failure();
        }
        return (WritingOutcome.Written) outcome;
    }

    private WritingOutcome outcome(
            List<String> fallbacks,
            int continuations,
            Duration left,
            BooleanSupplier wanted,
            ProgressListener listener) {
        TestConfig config = new TestConfig(FIRST, Optional.empty(), 8_192)
                .withFallbacks(fallbacks.toArray(String[]::new))
                .withContinuations(continuations);
        GenerationRequest request =
                new GenerationRequest(Languages.standard().find("python").orElseThrow(), "sum", null, null);
        return TestModels.writer(config, model, clock, new Random(1))
                .write(new WritingTask(
                        request, CodeContext.NONE, new Deadline(clock.instant().plus(left)), wanted, listener));
    }

    private static CodeGenerationException failure(ProblemCode code) {
        return code.retryable()
                ? new TransientException(code, "no", null)
                : new OperatorException(code, "no", null, null);
    }

    @Test
    void replacesHalfACharacterSoThatTheTextCanBeStoredAsItIs() {
        String text = new CodeModel.Reply("a\uD800b\uD83D\uDE00", StopReason.END_TURN, null).text();

        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text)
                .startsWith("a")
                .endsWith("b\uD83D\uDE00");
    }
}
