package io.codegeneration.bedrock;

import static io.codegeneration.bedrock.BedrockAdapter.COMPLETION_MODEL;
import static io.codegeneration.bedrock.BedrockAdapter.MODEL;
import static io.codegeneration.bedrock.BedrockAdapter.PLAIN;
import static io.codegeneration.bedrock.BedrockAdapter.PROMPT;
import static io.codegeneration.bedrock.BedrockAdapter.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.SourceFile;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.Prompt;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.BedrockServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;

class BedrockModelTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Prompt CHANGE = new Prompt(
            PROMPT.language(),
            "add types",
            CodeContext.of(List.of(new SourceFile("a.py", "größer\r\n"), new SourceFile("b/c.py", ""))));

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

    @Nested
    class SentRequest {

        @Test
        void putsTheRulesIntoTheSystemPromptWhereTheModelTakesOne() throws Exception {
            bedrock.ask(call(MODEL, PLAIN, BedrockAdapter.PATIENCE));

            ObjectNode expected = JSON.createObjectNode();
            expected.putArray("messages")
                    .addObject()
                    .put("role", "user")
                    .putArray("content")
                    .addObject()
                    .put("text", PROMPT.task());
            expected.putArray("system").addObject().put("text", PROMPT.rules());
            expected.putObject("inferenceConfig").put("maxTokens", 1234);
            assertThat(onlyRequest().json()).isEqualTo(expected);
        }

        @Test
        void putsTheRulesIntoTheMessageWhereTheModelTakesNoSystemPrompt() {
            bedrock.ask(call(MODEL, new CodeModel.Options(null, null, false, true, Map.of()), BedrockAdapter.PATIENCE));

            ObjectNode expected = JSON.createObjectNode();
            expected.putArray("messages")
                    .addObject()
                    .put("role", "user")
                    .putArray("content")
                    .addObject()
                    .put("text", PROMPT.whole());
            expected.putObject("inferenceConfig").put("maxTokens", 1234);
            assertThat(onlyRequest().json()).isEqualTo(expected);
        }

        @Test
        void sendsTheSamplersThatAreSetAndNoOthers() throws Exception {
            bedrock.ask(call(MODEL, new CodeModel.Options(0.1, 0.2, true, true, Map.of()), BedrockAdapter.PATIENCE));
            bedrock.ask(call(MODEL, new CodeModel.Options(0.1, null, true, true, Map.of()), BedrockAdapter.PATIENCE));
            bedrock.ask(call(MODEL, new CodeModel.Options(null, 0.2, true, true, Map.of()), BedrockAdapter.PATIENCE));

            assertThat(server.requests())
                    .extracting(request -> request.json().get("inferenceConfig"))
                    .containsExactly(
                            JSON.readTree("{\"maxTokens\": 1234, \"temperature\": 0.1, \"topP\": 0.2}"),
                            JSON.readTree("{\"maxTokens\": 1234, \"temperature\": 0.1}"),
                            JSON.readTree("{\"maxTokens\": 1234, \"topP\": 0.2}"));
        }

        @Test
        void sendsFurtherFieldsOfTheModelAsTheyAre() throws Exception {
            Map<String, Object> more = new LinkedHashMap<>();
            more.put("thinking", Map.of("type", "disabled"));
            more.put("output_config", Map.of("effort", "low"));
            more.put("list", List.of("text", 1, 2.5, 12_345_678_901L, true, List.of(), Map.of()));
            more.put("nothing", null);

            bedrock.ask(call(MODEL, new CodeModel.Options(null, null, true, true, more), BedrockAdapter.PATIENCE));

            assertThat(onlyRequest().json().get("additionalModelRequestFields"))
                    .isEqualTo(
                            JSON.readTree(
                                    """
                            {
                              "thinking": {"type": "disabled"},
                              "output_config": {"effort": "low"},
                              "list": ["text", 1, 2.5, 12345678901, true, [], {}],
                              "nothing": null
                            }"""));
        }

        @Test
        void sendsTheCodeToChangeInOneBlockWithTheTask() {
            bedrock.ask(changing(CHANGE, PLAIN));

            assertThat(blocks())
                    .isEqualTo(
                            JSON.createArrayNode().add(JSON.createObjectNode().put("text", CHANGE.message())));
        }

        @Test
        void putsACachePointAfterEachPartOfTheContext() {
            bedrock.ask(changing(CHANGE, cached(true)));

            assertThat(CHANGE.contextParts()).hasSize(2);
            ArrayNode expected = JSON.createArrayNode();
            for (String part : CHANGE.contextParts()) {
                expected.addObject().put("text", part);
                expected.addObject().putObject("cachePoint").put("type", "default");
            }
            expected.addObject().put("text", CHANGE.task());
            assertThat(blocks()).isEqualTo(expected);
        }

        @Test
        void putsTheRulesBeforeTheFirstPartWhereTheModelTakesNoSystemPrompt() {
            bedrock.ask(changing(CHANGE, cached(false)));

            assertThat(blocks().findValuesAsText("text"))
                    .hasSize(3)
                    .first()
                    .isEqualTo(CHANGE.rules() + "\n\n" + CHANGE.contextParts().get(0));
            assertThat(String.join("", blocks().findValuesAsText("text"))).isEqualTo(CHANGE.whole());
        }

        @Test
        void keepsTheCachedBeginningInACallForTheRest() {
            CodeModel.Call first = changing(CHANGE, cached(true));
            bedrock.ask(first);
            bedrock.ask(new CodeModel.Call(
                    MODEL,
                    CHANGE,
                    List.of(new CodeModel.FollowUp("```python\na", "go on")),
                    1234,
                    cached(true),
                    false,
                    BedrockAdapter.PATIENCE));

            JsonNode begun = server.requests().get(0).json();
            JsonNode continued = server.requests().get(1).json();
            assertThat(continued.get("system")).isEqualTo(begun.get("system"));
            assertThat(continued.get("messages").get(0))
                    .isEqualTo(begun.get("messages").get(0));
            assertThat(continued.get("messages")).hasSize(3);
        }

        private CodeModel.Options cached(boolean systemPrompt) {
            return new CodeModel.Options(null, null, systemPrompt, true, true, Map.of());
        }

        private CodeModel.Call changing(Prompt prompt, CodeModel.Options options) {
            return new CodeModel.Call(MODEL, prompt, List.of(), 1234, options, false, BedrockAdapter.PATIENCE);
        }

        private JsonNode blocks() {
            return onlyRequest().json().get("messages").get(0).get("content");
        }

        @ParameterizedTest
        @CsvSource({
            "us.anthropic.claude-haiku-5-5, us.anthropic.claude-haiku-5-5",
            "anthropic.claude-3-5-sonnet-20240620-v1:0, anthropic.claude-3-5-sonnet-20240620-v1%3A0",
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6,"
                    + " arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fa1b2c3d4e5f6",
            "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0,"
                    + " arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Fanthropic.claude-3-haiku-20240307-v1%3A0",
        })
        void addressesTheModelByItsWholeId(String model, String encoded) {
            bedrock.ask(call(model));

            assertThat(onlyRequest().path()).isEqualTo("/model/" + encoded + "/converse-stream");
            assertThat(onlyRequest().modelId()).isEqualTo(model);
        }

        @Test
        void isSignedForBedrockInTheConfiguredRegion() {
            bedrock.ask();

            assertThat(onlyRequest().header("Authorization"))
                    .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
                    .contains("/us-east-1/bedrock/aws4_request");
        }
    }

    @Nested
    class ConverseAnswer {

        @Test
        void isTheTextWithStopReasonAndUsage() {
            server.next(BedrockReply.text("```python\nprint('größer 🙂')\n```").withUsage(142, 318));

            assertThat(bedrock.ask())
                    .isEqualTo(new CodeModel.Reply(
                            "```python\nprint('größer 🙂')\n```",
                            io.codegeneration.generation.model.StopReason.END_TURN,
                            Usage.of(142, 318)));
        }

        @Test
        void leavesOutReasoningThatComesFirst() {
            server.next(BedrockReply.text("code").withReasoningFirst("let me think"));

            assertThat(bedrock.ask().text()).isEqualTo("code");
        }

        @Test
        void joinsSeveralTextBlocksAsTheyAre() {
            server.next(answer(List.of(Map.of("text", "```py\na"), Map.of("text", " = 1\n"), Map.of("text", "```"))));

            assertThat(bedrock.ask().text()).isEqualTo("```py\na = 1\n```");
        }

        @Test
        void leavesOutBlocksOfKindsThatAreNotKnown() {
            server.next(answer(List.of(
                    Map.of("hologram", Map.of("text", "not this")),
                    Map.of("text", "code"),
                    Map.of("toolUse", Map.of("toolUseId", "1", "name", "n", "input", Map.of())))));

            assertThat(bedrock.ask().text()).isEqualTo("code");
        }

        @Test
        void tellsTokensOfThePromptCacheWhereTheModelDoes() {
            server.next(BedrockReply.text("code").withUsage(142, 318).withCacheUsage(5, 7));

            assertThat(bedrock.ask().usage()).isEqualTo(new Usage(142, 318, 5L, 7L, null, true));
        }

        @Test
        void hasNoUsageWhereTheModelTellsNone() {
            server.next(BedrockReply.converse(Map.of(
                    "stopReason",
                    "end_turn",
                    "output",
                    Map.of("message", Map.of("role", "assistant", "content", List.of(Map.of("text", "code")))))));

            CodeModel.Reply reply = bedrock.ask();

            assertThat(reply.usage()).isNull();
            assertThat(reply.text()).isEqualTo("code");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"stopReason\": \"refusal\"}",
                    "{\"stopReason\": \"refusal\", \"output\": {}}",
                    "{\"stopReason\": \"refusal\", \"output\": {\"message\": {\"role\": \"assistant\"}}}",
                    "{\"stopReason\": \"refusal\", \"output\": {\"message\": {\"role\": \"assistant\", \"content\": []}}}"
                })
        void isAnEmptyTextWhereThereIsNoOutput(String body) throws Exception {
            server.next(BedrockReply.converse(JSON.readTree(body)));

            CodeModel.Reply reply = bedrock.ask();

            assertThat(reply.text()).isEmpty();
            assertThat(reply.stopReason()).isEqualTo(io.codegeneration.generation.model.StopReason.REFUSAL);
        }

        @Test
        void endsItsTurnWhereNoStopReasonIsGiven() {
            server.next(BedrockReply.converse(Map.of()));

            assertThat(bedrock.ask().stopReason()).isEqualTo(io.codegeneration.generation.model.StopReason.END_TURN);
        }

        @ParameterizedTest
        @MethodSource("stopReasons")
        void keepsEveryStopReasonAsItComes(String stopReason) {
            server.next(BedrockReply.text("code").withStopReason(stopReason));

            assertThat(bedrock.ask().stopReason().value()).isEqualTo(stopReason);
        }

        static Stream<String> stopReasons() {
            return Stream.concat(
                    StopReason.knownValues().stream().map(StopReason::toString).sorted(),
                    Stream.of("a_reason_of_tomorrow"));
        }
    }

    @Nested
    class CallTimeLimit {

        private static final Duration LIMIT = Duration.ofMillis(400);

        /** Far less than the SDK's own 30 s, far more than a busy machine needs. */
        private static final Duration SLACK = Duration.ofSeconds(3);

        /** The first calls of a JVM load classes for longer than the limit. */
        @BeforeEach
        void warmUp() {
            bedrock.ask();
            bedrock.ask(call(COMPLETION_MODEL));
            server.reset();
        }

        @ParameterizedTest
        @MethodSource("slowAnswers")
        void endsACallThatTakesTooLong(String what, String model, BedrockReply reply) {
            server.next(reply);

            long start = System.nanoTime();
            CodeGenerationException e = failure(call(model, PLAIN, LIMIT));
            Duration taken = Duration.ofNanos(System.nanoTime() - start);

            assertThat(e).isInstanceOf(TransientException.class);
            assertThat(e.code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
            assertThat(e.fix()).get().asString().contains("Prefer: respond-async");
            assertThat(taken).isBetween(LIMIT.minusMillis(20), LIMIT.plus(SLACK));
            assertThat(server.requests()).hasSize(1);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }

        static Stream<Arguments> slowAnswers() {
            Duration often = Duration.ofMillis(50);
            Duration never = Duration.ofSeconds(60);
            BedrockReply completion = BedrockReply.completion("a completion", "stop_sequence");
            BedrockReply denial = BedrockReply.error(403, "AccessDeniedException", "no");
            return Stream.of(
                    Arguments.of("no answer", MODEL, BedrockReply.hang()),
                    Arguments.of(
                            "a late answer", MODEL, BedrockReply.text("late").withDelay(never)),
                    Arguments.of("a byte at a time", MODEL, BedrockReply.drip(BedrockReply.text("slow"), often)),
                    Arguments.of(
                            "a head and nothing after it", MODEL, BedrockReply.drip(BedrockReply.text("slow"), never)),
                    Arguments.of("an error a byte at a time", MODEL, BedrockReply.drip(denial, often)),
                    Arguments.of("an error's head alone", MODEL, BedrockReply.drip(denial, never)),
                    Arguments.of("no completion", COMPLETION_MODEL, BedrockReply.hang()),
                    Arguments.of("a completion's head alone", COMPLETION_MODEL, BedrockReply.drip(completion, never)),
                    Arguments.of(
                            "a completion a byte at a time", COMPLETION_MODEL, BedrockReply.drip(completion, often)));
        }

        @Test
        void doesNotHarmTheNextCall() {
            server.next(BedrockReply.hang(), BedrockReply.text("code"));
            failure(call(MODEL, PLAIN, LIMIT));

            assertThat(bedrock.ask().text()).isEqualTo("code");
        }

        @Test
        void endsACallWhoseThreadIsInterrupted() {
            server.next(BedrockReply.hang());
            Thread.currentThread().interrupt();

            CodeGenerationException e = failure(call(MODEL));

            assertThat(Thread.interrupted()).as("the mark is kept").isTrue();
            assertThat(e.code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        }

        @Test
        void endsACallOnAReusedConnection() {
            server.next(BedrockReply.hang());

            assertThat(failure(call(MODEL, PLAIN, LIMIT)).code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
            assertThat(server.requests())
                    .extracting(BedrockServer.Recorded::connection)
                    .containsExactly(1);
        }
    }

    @Nested
    class BrokenConnection {

        @ParameterizedTest
        @MethodSource("brokenAnswers")
        void thatBreaksAfterTheRequestWasSentIsNotUsedAgainForIt(String what, String model, BedrockReply reply) {
            server.next(reply);

            assertCostly(failure(call(model)));
            assertThat(server.requests()).hasSize(1);
        }

        @ParameterizedTest
        @MethodSource("brokenAnswers")
        void thatBreaksWhenItIsUsedAgainSendsTheRequestOnceToo(String what, String model, BedrockReply reply) {
            bedrock.ask();
            server.next(reply);

            assertCostly(failure(call(model)));
            assertThat(server.requests())
                    .as("the request before, and this one, by the same connection")
                    .extracting(BedrockServer.Recorded::connection)
                    .containsExactly(1, 1);
        }

        static Stream<Arguments> brokenAnswers() {
            return Stream.of(MODEL, COMPLETION_MODEL)
                    .flatMap(model -> Stream.of(
                            Arguments.of(
                                    "cut in the middle",
                                    model,
                                    model.equals(MODEL)
                                            ? BedrockReply.text("code").cutAfter(200)
                                            : BedrockReply.cut()),
                            Arguments.of("closed without an answer", model, BedrockReply.closeWithoutAnswer()),
                            Arguments.of("garbage", model, BedrockReply.garbage())));
        }

        @Test
        void isReusedForTheNextCall() {
            bedrock.ask();
            bedrock.ask();
            bedrock.ask();

            assertThat(server.connections()).isEqualTo(1);
        }

        @Test
        void thatTheServerClosedWhileIdleIsReplacedBeforeAnythingIsSent() {
            bedrock.ask();
            server.dropConnections();
            server.next(BedrockReply.text("code"));

            assertThat(bedrock.ask().text()).isEqualTo("code");
            assertThat(server.requests())
                    .extracting(BedrockServer.Recorded::connection)
                    .containsExactly(1, 2);
        }

        @Test
        void thatIsRefusedCostsNothing() {
            server.close();

            CodeGenerationException e = failure(call(MODEL));

            assertThat(e.code()).isEqualTo(ProblemCode.MODEL_UNAVAILABLE);
            assertThat(e)
                    .isInstanceOf(TransientException.class)
                    .extracting("costly")
                    .isEqualTo(false);
        }

        @ParameterizedTest
        @ValueSource(strings = {"InternalServerException", "ThrottlingException", "ModelTimeoutException"})
        void carriesEveryFailingRequestOnce(String errorType) {
            int status = Map.of(
                            "InternalServerException", 500, "ThrottlingException", 429, "ModelTimeoutException", 408)
                    .get(errorType);
            server.always(BedrockReply.error(status, errorType, "try again"));

            failure(call(MODEL));

            assertThat(server.requests())
                    .as("what is repeated the core decides")
                    .hasSize(1);
        }

        private void assertCostly(CodeGenerationException e) {
            assertThat(e.code()).isEqualTo(ProblemCode.MODEL_UNAVAILABLE);
            assertThat(e)
                    .isInstanceOf(TransientException.class)
                    .extracting("costly")
                    .isEqualTo(true);
        }
    }

    @Test
    void deniesAccessWhereThereAreNoCredentials() {
        assumeThat(System.getenv())
                .doesNotContainKeys(
                        "AWS_ACCESS_KEY_ID",
                        "AWS_BEARER_TOKEN_BEDROCK",
                        "AWS_WEB_IDENTITY_TOKEN_FILE",
                        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI");
        bedrock.close();

        try (BedrockAdapter stranger = BedrockAdapter.withoutCredentials()) {
            CodeGenerationException e = catchThrowableOfType(CodeGenerationException.class, stranger::ask);

            assertThat(e).isInstanceOf(OperatorException.class);
            assertThat(e.code()).isEqualTo(ProblemCode.MODEL_ACCESS_DENIED);
            assertThat(e.fix()).get().asString().contains("credentials");
            assertThat(e.getMessage()).doesNotContain("provider", "chain");
            assertThat(stranger.server().requests()).isEmpty();
        }
    }

    private CodeGenerationException failure(CodeModel.Call call) {
        CodeGenerationException e = catchThrowableOfType(CodeGenerationException.class, () -> bedrock.ask(call));
        assertThat(e).as("a failure").isNotNull();
        return e;
    }

    private BedrockServer.Recorded onlyRequest() {
        assertThat(server.requests()).hasSize(1);
        return server.requests().get(0);
    }

    private static BedrockReply answer(List<Map<String, ?>> content) {
        return BedrockReply.converse(Map.of(
                "stopReason",
                "end_turn",
                "output",
                Map.of("message", Map.of("role", "assistant", "content", content))));
    }
}
