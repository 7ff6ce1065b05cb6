package io.codegeneration.bedrock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.Prompt;
import io.codegeneration.generation.model.StopReason;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;

/**
 * Anthropic's text completion, the only form that Claude v2, v2.1 and Instant v1 accept.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-text-completion.html">
 *     Anthropic Claude Text Completions API</a>
 */
@Singleton
class TextCompletion {

    private static final Pattern MODELS =
            Pattern.compile("(?:.*/)?anthropic\\.claude-(?:v2|instant-v1)(?::\\d+)?(?::\\d+k)?");

    /** The limit of the form that callers of these models know. */
    private static final int MAX_TOKENS = 2048;

    private static final double TEMPERATURE = 0.1;
    private static final int TOP_K = 250;
    private static final double TOP_P = 0.2;
    private static final String HUMAN = "\n\nHuman:";
    private static final String ASSISTANT = "\n\nAssistant:";
    private static final Pattern TURN = Pattern.compile("\n\n(?=Human:|Assistant:)");

    private final BedrockRuntimeClient client;
    private final GuardrailConfig guardrail;
    private final ObjectMapper json;

    TextCompletion(BedrockRuntimeClient client, GuardrailConfig guardrail, ObjectMapper json) {
        this.client = client;
        this.guardrail = guardrail;
        this.json = json;
    }

    /** Returns whether a model accepts no other form. */
    static boolean speaks(String model) {
        return MODELS.matcher(model).matches();
    }

    CodeModel.Reply ask(CodeModel.Call call) {
        InvokeModelRequest.Builder request = InvokeModelRequest.builder()
                .modelId(call.model())
                .contentType("application/json")
                .accept("application/json")
                .body(SdkBytes.fromUtf8String(body(call)));
        guardrail.id().ifPresent(id -> request.guardrailIdentifier(id).guardrailVersion(guardrail.version()));
        return read(client.invokeModel(request.build()));
    }

    private String body(CodeModel.Call call) {
        ObjectNode body = json.createObjectNode()
                .put("prompt", prompt(call))
                .put("max_tokens_to_sample", Math.min(MAX_TOKENS, call.maxTokens()))
                .put("temperature", TEMPERATURE)
                .put("top_k", TOP_K)
                .put("top_p", TOP_P);
        body.putArray("stop_sequences").add(HUMAN);
        return body.toString();
    }

    private static String prompt(CodeModel.Call call) {
        StringBuilder prompt = new StringBuilder(HUMAN)
                .append(' ')
                .append(oneTurn(call.prompt()))
                .append(ASSISTANT);
        for (CodeModel.FollowUp followUp : call.followUps()) {
            prompt.append(' ')
                    .append(followUp.reply())
                    .append(HUMAN)
                    .append(' ')
                    .append(followUp.message())
                    .append(ASSISTANT);
        }
        return prompt.toString();
    }

    /** The beginning of a turn in somebody's code must not begin one here, so it gets a space. */
    private static String oneTurn(Prompt prompt) {
        return prompt.context().isEmpty()
                ? prompt.whole()
                : TURN.matcher(prompt.whole()).replaceAll("\n\n ");
    }

    private CodeModel.Reply read(InvokeModelResponse response) {
        JsonNode body;
        try {
            body = json.readTree(response.body().asUtf8String());
        } catch (JsonProcessingException e) {
            throw TransientException.costly(
                    ProblemCode.MODEL_UNAVAILABLE, "The reply of the model could not be read.", e);
        }
        // A guardrail replaces the text, but keeps the model's stop reason.
        boolean intervened =
                body.path("amazon-bedrock-guardrailAction").asText("").equals("INTERVENED");
        String stopReason =
                intervened ? "guardrail_intervened" : body.path("stop_reason").asText("");
        return new CodeModel.Reply(
                body.path("completion").asText(""),
                stopReason.isEmpty() ? StopReason.END_TURN : new StopReason(stopReason),
                usage(response.sdkHttpResponse()));
    }

    private static Usage usage(SdkHttpResponse response) {
        Optional<Long> input = count(response, "X-Amzn-Bedrock-Input-Token-Count");
        Optional<Long> output = count(response, "X-Amzn-Bedrock-Output-Token-Count");
        return input.isPresent() && output.isPresent() ? Usage.of(input.get(), output.get()) : null;
    }

    private static Optional<Long> count(SdkHttpResponse response, String header) {
        return response.firstMatchingHeader(header)
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::valueOf);
    }
}
