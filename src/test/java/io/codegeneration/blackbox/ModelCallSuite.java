package io.codegeneration.blackbox;

import static io.codegeneration.blackbox.Problems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.testing.ApiClient;
import io.codegeneration.testing.ApiClient.ApiAnswer;
import io.codegeneration.testing.Backend;
import io.codegeneration.testing.BedrockReply;
import io.codegeneration.testing.BedrockServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which calls a generation makes to which models, and what it tells about them. */
@BlackBox
class ModelCallSuite {

    private ApiClient api;
    private Backend backend;

    @BeforeEach
    void startAfresh(Program program) {
        backend = program.backend();
        backend.reset();
        backend.bedrock().always(BedrockReply.text("```python\nprint(1)\n```").withUsage(142, 318));
        api = program.api();
    }

    @Test
    void asksTheModelOnceWithABoundOfTokens() {
        api.generate("python", "implement binary search");

        assertThat(backend.bedrock().requests()).hasSize(1);
        BedrockServer.Recorded asked = backend.bedrock().requests().get(0);
        JsonNode json = asked.json();
        assertThat(asked.path()).isEqualTo("/model/us.anthropic.claude-haiku-5-5/converse-stream");
        assertThat(json.path("inferenceConfig").toString()).isEqualTo("{\"maxTokens\":8192}");
        assertThat(json.path("additionalModelRequestFields").toString())
                .isEqualTo("{\"thinking\":{\"type\":\"disabled\"}}");
        assertThat(json.path("system").path(0).path("text").asText()).contains("Python", "code block", "```python");
        assertThat(json.path("messages")).hasSize(1);
        assertThat(json.path("messages").path(0).path("role").asText()).isEqualTo("user");
        assertThat(json.path("messages")
                        .path(0)
                        .path("content")
                        .path(0)
                        .path("text")
                        .asText())
                .contains("implement binary search");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic.claude-v2", "anthropic.claude-v2:1", "anthropic.claude-instant-v1"})
    void speaksTheOldFormWithTheOldestModels(String model) {
        backend.bedrock().next(BedrockReply.completion(" ```python\nprint(1)\n```", "stop_sequence"));

        ApiAnswer answer = api.post("{\"key\":\"python\",\"message\":\"print one\",\"model\":\"" + model + "\"}");

        BedrockServer.Recorded asked = backend.bedrock().requests().get(0);
        JsonNode json = asked.json();
        assertThat(answer.json().path("code").asText()).isEqualTo("print(1)\n");
        assertThat(answer.json().path("stopReason").asText()).isEqualTo("stop_sequence");
        assertThat(answer.json().path("usage").path("inputTokens").isNumber()).isTrue();
        assertThat(asked.modelId()).isEqualTo(model);
        assertThat(asked.path()).endsWith("/invoke");
        assertThat(json.path("prompt").asText()).startsWith("\n\nHuman: ").endsWith("print one\n\nAssistant:");
        assertThat(json.path("max_tokens_to_sample").asInt()).isEqualTo(2048);
        assertThat(json.path("temperature").asDouble()).isEqualTo(0.1);
        assertThat(json.path("top_k").asInt()).isEqualTo(250);
        assertThat(json.path("top_p").asDouble()).isEqualTo(0.2);
        assertThat(json.path("stop_sequences").toString()).isEqualTo("[\"\\n\\nHuman:\"]");
    }

    @Test
    void takesAModelByTheLastPartOfItsArn() {
        JsonNode json = api.post("{\"key\":\"python\",\"message\":\"sum\",\"model\":\"a1b2c3d4e5f6\"}")
                .json();

        assertThat(json.path("model").asText()).isEqualTo("a1b2c3d4e5f6");
        BedrockServer.Recorded asked = backend.bedrock().requests().get(0);
        assertThat(asked.modelId()).startsWith("arn:aws:bedrock:us-east-1:123456789012:");
        assertThat(asked.json().has("system")).isFalse();
        assertThat(asked.json().path("inferenceConfig").toString()).isEqualTo("{\"maxTokens\":8192}");
    }

    @Test
    void saysThatAReplyWasCut() {
        backend.bedrock().always(BedrockReply.text("```python\nprint(").withStopReason("max_tokens"));

        JsonNode json = api.generate("python", "print").json();

        assertThat(json.path("truncated").booleanValue()).isTrue();
        assertThat(json.path("code").asText()).startsWith("print(");
        assertThat(json.path("attempts").findValuesAsText("outcome")).containsExactly("truncated", "truncated");
    }

    @Test
    void asksForTheRestOfACutReply() {
        backend.bedrock()
                .next(
                        BedrockReply.text("```python\na = 1\nb = 2\nc =")
                                .withStopReason("max_tokens")
                                .withUsage(10, 20),
                        BedrockReply.text("b = 2\nc = 3\n```\nDone.").withUsage(30, 5));

        JsonNode json = api.generate("python", "three numbers").json();

        assertThat(json.path("code").asText()).isEqualTo("a = 1\nb = 2\nc = 3\n");
        assertThat(json.path("truncated").booleanValue()).isFalse();
        assertThat(json.path("stopReason").asText()).isEqualTo("end_turn");
        assertThat(json.path("usage").toString())
                .isEqualTo("{\"inputTokens\":40,\"outputTokens\":25,\"complete\":true}");
        assertThat(json.path("attempts").findValuesAsText("outcome")).containsExactly("truncated", "succeeded");
        JsonNode messages = backend.bedrock().requests().get(1).json().path("messages");
        assertThat(messages.findValuesAsText("role")).containsExactly("user", "assistant", "user");
        assertThat(messages.path(1).path("content").path(0).path("text").asText())
                .isEqualTo("```python\na = 1\nb = 2\n");
    }

    @Test
    void fallsBackToTheNextModelAndSaysWhy() {
        backend.bedrock()
                .next(BedrockReply.error(
                        404, "ResourceNotFoundException", "This model version has reached the end of its life."));

        JsonNode json = api.generate("python", "sum").json();

        assertThat(json.path("status").asText()).as(json.toString()).isEqualTo("succeeded");
        assertThat(json.path("model").asText()).isEqualTo(Backend.FALLBACK);
        assertThat(json.path("attempts").findValuesAsText("model")).containsExactly(Backend.MODEL, Backend.FALLBACK);
        assertThat(json.path("attempts").findValuesAsText("outcome")).containsExactly("model-retired", "succeeded");
        assertThat(json.path("usage").path("costUsd").decimalValue()).isEqualByComparingTo("0.00008484");
        assertThat(backend.bedrock().requests())
                .extracting(BedrockServer.Recorded::modelId)
                .containsExactly(Backend.MODEL, Backend.FALLBACK);
    }

    @Test
    void neverReplacesAModelThatTheCallerNamed() {
        backend.bedrock().always(BedrockReply.error(403, "AccessDeniedException", "no"));

        ApiAnswer answer = api.post("{\"key\":\"python\",\"message\":\"sum\",\"model\":\"" + Backend.MODEL + "\"}");

        assertProblem(answer, 502, "model-access-denied", false);
        assertThat(backend.bedrock().requests()).hasSize(1);
    }

    @Test
    void leavesOutAParameterThatTheModelRejectsAndRemembersIt() {
        String request = "{\"key\":\"python\",\"message\":\"sum\",\"model\":\"" + Backend.OLDER + "\"}";
        backend.bedrock()
                .next(BedrockReply.error(
                        400,
                        "ValidationException",
                        "The model returned the following errors: `temperature` and `top_p` cannot both be specified"
                                + " for this model. Please use only one."));

        JsonNode first = api.post(request).json();
        JsonNode second = api.post(request).json();

        assertThat(first.path("ignoredParameters").toString()).isEqualTo("[\"topP\"]");
        assertThat(first.path("attempts").findValuesAsText("outcome"))
                .containsExactly("parameter-rejected", "succeeded");
        assertThat(second.path("ignoredParameters").toString()).isEqualTo("[\"topP\"]");
        assertThat(second.path("attempts")).hasSize(1);
        assertThat(backend.bedrock().requests())
                .extracting(asked -> asked.json().path("inferenceConfig").has("topP"))
                .containsExactly(true, false, false);
    }

    @Test
    void lowersTheBoundOfTokensToTheModelsOwn() {
        String request = "{\"key\":\"python\",\"message\":\"sum\",\"model\":\"" + Backend.UNKNOWN + "\"}";
        backend.bedrock()
                .next(BedrockReply.error(
                        400,
                        "ValidationException",
                        "The maximum tokens you requested exceeds the model limit of 4096. Try again with a maximum"
                                + " tokens value that is lower than 4096."));

        ApiAnswer answer = api.post(request);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(backend.bedrock().requests())
                .extracting(asked ->
                        asked.json().path("inferenceConfig").path("maxTokens").asInt())
                .containsExactly(8192, 4096);
    }

    @Test
    void namesTheInferenceProfileOfAModelThatNeedsOne() {
        backend.bedrock()
                .next(BedrockReply.error(
                        400,
                        "ValidationException",
                        "Invocation of model ID example.unheard-of-v1:0 with on-demand throughput isn\u2019t supported."
                                + " Retry your request with the ID or ARN of an inference profile."));

        ApiAnswer answer = api.post("{\"key\":\"python\",\"message\":\"sum\",\"model\":\"" + Backend.UNKNOWN + "\"}");

        assertProblem(answer, 502, "model-rejected-request", false);
        assertThat(answer.json().path("fix").asText()).contains("us." + Backend.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "AccessDeniedException, 403, 502, model-access-denied, false",
        "ResourceNotFoundException, 404, 502, model-not-found, false",
        "ValidationException, 400, 502, model-rejected-request, false",
        "ModelErrorException, 424, 503, model-unavailable, true",
    })
    void tellsWhatBedrockRefused(String type, int bedrockStatus, int status, String code, boolean retryable) {
        backend.bedrock().always(BedrockReply.error(bedrockStatus, type, "arn:aws:bedrock:secret told by " + type));

        ApiAnswer answer = api.generate("python", "sum");

        assertProblem(answer, status, code, retryable);
        assertThat(answer.text()).doesNotContain("secret");
        String instance = answer.json().path("instance").asText();
        JsonNode kept = api.get(instance).json();
        assertThat(kept.path("status").asText()).isEqualTo("failed");
        assertThat(kept.path("problem").path("code").asText()).isEqualTo(code);
        assertThat(kept.path("attempts").size())
                .isEqualTo(backend.bedrock().requests().size());
        assertThat(kept.path("code").isNull()).isTrue();
    }

    @Test
    void triesAgainWhenThrottled() {
        backend.bedrock().next(BedrockReply.error(429, "ThrottlingException", "Too many requests"));

        JsonNode json = api.generate("python", "sum").json();

        assertThat(json.path("attempts").findValuesAsText("outcome")).containsExactly("model-throttled", "succeeded");
        assertThat(backend.bedrock().requests()).hasSize(2);
    }

    @Test
    void neverSendsAGenerationTwiceBehindTheBack() {
        api.generate("python", "open a connection");
        backend.bedrock().always(BedrockReply.closeWithoutAnswer());

        ApiAnswer answer = api.generate("python", "sum");

        assertProblem(answer, 503, "model-unavailable", true);
        JsonNode kept = api.get(answer.json().path("instance").asText()).json();
        assertThat(backend.bedrock().requests())
                .hasSize(1 + kept.path("attempts").size());
    }

    @EventsOnly
    @Test
    void givesUpBeforeTheGatewayDoes() {
        backend.bedrock().always(BedrockReply.hang());
        ObjectNode event =
                GatewayEvents.httpApi("POST", "/code-generation", "{\"key\":\"python\",\"message\":\"sum\"}");
        event.withObjectProperty("requestContext").put("timeEpoch", System.currentTimeMillis() - 25_500);

        ApiAnswer answer = api.event(event);

        assertProblem(answer, 504, "deadline-exceeded", true);
        assertThat(answer.json().path("fix").asText()).contains("Prefer: respond-async");
        assertThat(backend.bedrock().requests()).hasSize(1);
        assertThat(api.get(answer.json().path("instance").asText())
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("failed");
    }
}
