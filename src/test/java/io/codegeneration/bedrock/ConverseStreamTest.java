package io.codegeneration.bedrock;

import static io.codegeneration.bedrock.BedrockAdapter.COMPLETION_MODEL;
import static io.codegeneration.bedrock.BedrockAdapter.MODEL;
import static io.codegeneration.bedrock.BedrockAdapter.PATIENCE;
import static io.codegeneration.bedrock.BedrockAdapter.PLAIN;
import static io.codegeneration.bedrock.BedrockAdapter.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.codegeneration.aws.Rehearsal;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.CodeModel.Interruption.Cause;
import io.codegeneration.generation.model.Prompt;
import io.codegeneration.generation.model.StopReason;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.BedrockServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies that arrive in pieces, and streams that break off. */
@Timeout(60)
class ConverseStreamTest {

    private static final String TEXT = "```python\nprint('größer 🙂 als vorher')\n```\n";
    private static final Duration SHORT = Duration.ofMillis(400);

    private BedrockAdapter bedrock;
    private BedrockServer server;

    @BeforeEach
    void start() {
        bedrock = new BedrockAdapter();
        server = bedrock.server();
    }

    @AfterEach
    void stop() {
        bedrock.close();
    }

    @Test
    void deliversPiecesWhileTheModelStillWrites() {
        CompletableFuture<Void> rest = new CompletableFuture<>();
        server.next(BedrockReply.text(TEXT).heldAfterText(rest));
        List<String> pieces = new ArrayList<>();

        CodeModel.Reply reply = bedrock.model().ask(call(MODEL), piece -> {
            pieces.add(piece);
            if (String.join("", pieces).equals(TEXT)) {
                rest.complete(null);
            }
        });

        assertThat(pieces).hasSizeGreaterThan(2);
        assertThat(reply).isEqualTo(new CodeModel.Reply(TEXT, StopReason.END_TURN, Usage.of(12, 34)));
    }

    @Test
    void deliversNoReasoning() {
        server.next(BedrockReply.text(TEXT).withReasoningFirst("let me think"));

        bedrock.ask();

        assertThat(String.join("", bedrock.pieces())).isEqualTo(TEXT);
    }

    @Test
    void asksForEvents() {
        bedrock.ask();

        assertThat(server.requests().get(0).header("Accept")).isEqualTo("application/vnd.amazon.eventstream");
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, MODEL_THROTTLED",
        "modelStreamErrorException, MODEL_UNAVAILABLE",
        "modelTimeoutException, MODEL_UNAVAILABLE",
        "internalServerException, MODEL_UNAVAILABLE",
        "serviceUnavailableException, MODEL_UNAVAILABLE",
        "validationException, MODEL_REJECTED_REQUEST",
        "exceptionOfTomorrow, MODEL_UNAVAILABLE",
    })
    void keepsTheTextBeforeAnException(String type, ProblemCode code) {
        server.next(BedrockReply.text(TEXT).brokenBy(type, "xyzzy"));

        CodeModel.Reply reply = bedrock.ask();

        assertInterrupted(reply, TEXT, Cause.EXCEPTION, code);
        assertThat(reply.stopReason()).isEqualTo(new StopReason("stream_interrupted"));
    }

    @Test
    @Timeout(10)
    void waitsForNothingAfterAnException() {
        server.next(
                BedrockReply.text(TEXT).brokenAndHeldOpenBy("modelStreamErrorException", "no"),
                BedrockReply.text("").brokenAndHeldOpenBy("modelStreamErrorException", "no"));

        assertInterrupted(bedrock.ask(), TEXT, Cause.EXCEPTION, ProblemCode.MODEL_UNAVAILABLE);
        assertThat(failure(call(MODEL)).code()).isEqualTo(ProblemCode.MODEL_UNAVAILABLE);
    }

    @Test
    void hardlyWaitsForTheEndOfAStreamAfterItsLastEvent() {
        bedrock.ask();
        server.next(BedrockReply.text(TEXT).heldOpen());
        long start = System.nanoTime();

        CodeModel.Reply reply = bedrock.ask();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(CodeModel.LONGEST_WAIT_FOR_USAGE);
        assertThat(reply).isEqualTo(new CodeModel.Reply(TEXT, StopReason.END_TURN, Usage.of(12, 34)));
    }

    @Test
    void usesAConnectionAgainWhoseStreamEnded() {
        for (int i = 0; i < 50; i++) {
            bedrock.ask();
        }

        assertThat(server.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, MODEL_THROTTLED, false",
        "modelStreamErrorException, MODEL_UNAVAILABLE, true",
        "modelTimeoutException, MODEL_UNAVAILABLE, true",
        "internalServerException, MODEL_UNAVAILABLE, false",
        "serviceUnavailableException, MODEL_UNAVAILABLE, false",
        "exceptionOfTomorrow, MODEL_UNAVAILABLE, true",
    })
    void failsByAnExceptionBeforeAnyText(String type, ProblemCode code, boolean costly) {
        server.next(BedrockReply.text("").brokenBy(type, "xyzzy"));

        CodeGenerationException e = failure(call(MODEL));

        assertThat(e.code()).isEqualTo(code);
        assertThat(e)
                .isInstanceOf(TransientException.class)
                .extracting("costly")
                .isEqualTo(costly);
        assertThat(e.getMessage()).doesNotContain("xyzzy");
    }

    @Test
    void readsTheSentenceOfARejectionInTheStream() {
        server.next(BedrockReply.text("").brokenBy("validationException", "thinking: Extra inputs are not permitted"));

        CodeGenerationException e =
                failure(call(MODEL, new CodeModel.Options(null, null, true, true, Map.of("thinking", "x")), PATIENCE));

        assertThat(((OperatorException) e).rejected()).containsExactly("thinking");
    }

    @Test
    void keepsWhatArrivedWhereverTheConnectionIsCut() {
        BedrockReply whole = BedrockReply.text(TEXT);
        int interrupted = 0;
        int complete = 0;
        for (int bytes = 0; bytes <= whole.streamLength(); bytes++) {
            server.next(whole.cutAfter(bytes));
            try {
                CodeModel.Reply reply = bedrock.ask();
                assertThat(TEXT).startsWith(reply.text());
                if (reply.interruption().isEmpty()) {
                    assertThat(reply.text()).isEqualTo(TEXT);
                    complete++;
                } else {
                    assertInterrupted(reply, reply.text(), Cause.CONNECTION, ProblemCode.MODEL_UNAVAILABLE);
                    interrupted++;
                }
            } catch (TransientException e) {
                assertThat(interrupted).as("failures after the first text").isZero();
                assertThat(e.code()).isEqualTo(ProblemCode.MODEL_UNAVAILABLE);
                assertThat(e.costly()).isTrue();
            }
        }
        assertThat(interrupted).isPositive();
        assertThat(complete).isPositive();
        assertThat(server.requests()).hasSize(whole.streamLength() + 1);
    }

    @Test
    void breaksOffIfTheStreamEndsBeforeTheMessage() {
        server.next(BedrockReply.text(TEXT).openEnded());

        assertInterrupted(bedrock.ask(), TEXT, Cause.CONNECTION, ProblemCode.MODEL_UNAVAILABLE);
    }

    @Test
    void countsSilenceAfterTheFirstTextAsABrokenConnection() {
        try (BedrockAdapter impatient = new BedrockAdapter(Duration.ofMillis(100))) {
            impatient.server().next(BedrockReply.text(TEXT).silentAfterText());

            assertInterrupted(impatient.ask(), TEXT, Cause.CONNECTION, ProblemCode.MODEL_UNAVAILABLE);
        }
    }

    @Test
    void waitsForTheFirstTextAsLongAsTheCallMayTake() {
        try (BedrockAdapter impatient = new BedrockAdapter(Duration.ofMillis(50))) {
            impatient.ask();
            impatient.server().next(BedrockReply.text("").silentAfterText());

            assertThat(failure(impatient, call(MODEL, PLAIN, SHORT)).code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void keepsWhatArrivedWithinTheTimeLimit() {
        bedrock.ask();
        server.next(BedrockReply.text(TEXT).silentAfterText());

        CodeModel.Reply reply = bedrock.ask(call(MODEL, PLAIN, SHORT));

        assertInterrupted(reply, TEXT, Cause.TIME, ProblemCode.DEADLINE_EXCEEDED);
        assertThat(reply.stopReason()).isEqualTo(new StopReason("deadline_exceeded"));
    }

    @Test
    void keepsWhatArrivedWhenTheThreadIsInterrupted() {
        server.next(BedrockReply.text(TEXT).silentAfterText());

        CodeModel.Reply reply =
                bedrock.model().ask(call(MODEL), piece -> Thread.currentThread().interrupt());

        assertThat(Thread.interrupted()).as("the mark is kept").isTrue();
        assertThat(TEXT).startsWith(reply.text());
        assertThat(reply.interruption()).isPresent();
    }

    @Test
    void doesNotUseAConnectionAgainWhoseStreamBrokeOff() {
        server.next(BedrockReply.text(TEXT).brokenBy("modelStreamErrorException", "no"));
        bedrock.ask();
        bedrock.ask();

        assertThat(bedrock.ask().interruption()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The model is unsupported for streaming.",
                "This model doesn't support streaming.",
                "The provided model doesn't support the ConverseStream operation."
            })
    void asksForTheWholeReplyIfTheModelDoesNotStreamAndRemembersIt(String sentence) {
        server.next(
                BedrockReply.error(400, "ValidationException", sentence),
                BedrockReply.text(TEXT),
                BedrockReply.text(TEXT));

        assertThat(bedrock.ask().text()).isEqualTo(TEXT);
        assertThat(bedrock.ask().text()).isEqualTo(TEXT);
        assertThat(bedrock.pieces()).containsExactly(TEXT, TEXT);
        assertThat(server.requests())
                .extracting(request -> request.path().replaceAll(".*/", ""))
                .containsExactly("converse-stream", "converse", "converse");
    }

    @Test
    void readsAWholeReplyToARequestForAStream() {
        server.next(BedrockReply.text(TEXT).unstreamed());

        assertThat(bedrock.ask()).isEqualTo(new CodeModel.Reply(TEXT, StopReason.END_TURN, Usage.of(12, 34)));
        assertThat(bedrock.pieces()).containsExactly(TEXT);
    }

    @Test
    void asksForTheWholeReplyIfStreamingIsSwitchedOff() {
        server.next(BedrockReply.text(TEXT));

        bedrock.ask(call(MODEL, new CodeModel.Options(null, null, true, false, Map.of()), PATIENCE));

        assertThat(server.requests().get(0).path()).endsWith("/converse");
        assertThat(bedrock.pieces()).containsExactly(TEXT);
    }

    @Test
    void deliversATextCompletionInOnePiece() {
        server.next(BedrockReply.completion("x = 1", "stop_sequence"));

        bedrock.ask(call(COMPLETION_MODEL));

        assertThat(bedrock.pieces()).containsExactly("x = 1");
    }

    @Test
    void namesTheActionIfOnlyStreamingIsDenied() {
        server.next(BedrockReply.error(
                403,
                "AccessDeniedException",
                "User: arn:aws:sts::123456789012:assumed-role/x/y is not authorized to perform:"
                        + " bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:us-east-1::x"));

        CodeGenerationException e = failure(call(MODEL));

        assertThat(e.code()).isEqualTo(ProblemCode.MODEL_ACCESS_DENIED);
        assertThat(e.fix()).get().asString().startsWith("Allow bedrock:InvokeModelWithResponseStream in the");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void isRehearsedAsAStream() {
        Rehearsal rehearsal = new Rehearsal();
        try (BedrockAdapter rehearsed = new BedrockAdapter(rehearsal)) {
            String mark = rehearsal.begin();
            Prompt prompt = new Prompt(BedrockAdapter.PROMPT.language(), mark);
            CodeModel.Call call = new CodeModel.Call(MODEL, prompt, List.of(), 1_234, PLAIN, false, PATIENCE);

            assertThat(rehearsed.ask(call).text()).isEqualTo("```python\n# " + mark + "\n```");
            assertThat(rehearsed.server().requests()).isEmpty();
        }
    }

    private static void assertInterrupted(CodeModel.Reply reply, String text, Cause cause, ProblemCode code) {
        assertThat(reply.text()).isEqualTo(text);
        assertThat(reply.usage()).isNull();
        assertThat(reply.stopReason().truncated()).isTrue();
        assertThat(reply.interruption()).hasValueSatisfying(interruption -> {
            assertThat(interruption.cause()).isEqualTo(cause);
            assertThat(interruption.failure().code()).isEqualTo(code);
        });
    }

    private CodeGenerationException failure(CodeModel.Call call) {
        return failure(bedrock, call);
    }

    private static CodeGenerationException failure(BedrockAdapter asked, CodeModel.Call call) {
        CodeGenerationException e = catchThrowableOfType(CodeGenerationException.class, () -> asked.ask(call));
        assertThat(e).as("a failure").isNotNull();
        return e;
    }
}
