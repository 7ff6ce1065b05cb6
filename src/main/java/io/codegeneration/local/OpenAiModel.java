package io.codegeneration.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.StopReason;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A model behind OpenAI's chat completions, as Ollama, LM Studio and llama.cpp serve them.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">Chat completions</a>
 */
@Singleton
@Provider("openai")
class OpenAiModel implements CodeModel {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final String SERVER_FIX =
            "Start the server, for example ollama serve, and check CODEGEN_OPENAI_BASE_URL.";
    private static final String MODEL_FIX =
            "Set CODEGEN_OPENAI_MODEL to a model that the server has, for example after ollama pull.";
    private static final String KEY_FIX = "Set CODEGEN_OPENAI_API_KEY to the server's key.";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI completions;
    private final String model;
    private final Optional<String> apiKey;
    private final ObjectMapper json;

    OpenAiModel(OpenAiConfig config, ObjectMapper json) {
        this.completions = URI.create(config.baseUrl().toString().replaceAll("/+$", "") + "/chat/completions");
        this.model = config.model()
                .filter(name -> !name.isBlank())
                .orElseThrow(() ->
                        new ConfigurationException("CODEGEN_OPENAI_MODEL is not set: name the model that the server at "
                                + config.baseUrl()
                                + " should use"));
        this.apiKey = config.apiKey().filter(key -> !key.isBlank());
        this.json = json;
    }

    @Override
    public List<String> models() {
        return List.of(model);
    }

    @Override
    public Reply ask(Call call, Consumer<String> pieces) {
        HttpRequest.Builder request = HttpRequest.newBuilder(completions)
                .timeout(call.timeLimit())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(call)));
        apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
        // The request's own timeout ends with the head of the answer: its body could take for ever.
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
        try {
            HttpResponse<String> response = answer.get(call.timeLimit().toNanos(), TimeUnit.NANOSECONDS);
            return response.statusCode() / 100 == 2 ? read(response.body()) : refuse(response.statusCode());
        } catch (ExecutionException e) {
            throw broken(e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw TransientException.deadlineExceeded(e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw TransientException.deadlineExceeded(e);
        }
    }

    private static CodeGenerationException broken(Throwable e) {
        if (e instanceof ConnectException || e instanceof HttpConnectTimeoutException) {
            return unavailable("The server of the model cannot be reached. " + SERVER_FIX, e);
        }
        if (e instanceof HttpTimeoutException) {
            return TransientException.deadlineExceeded(e);
        }
        return TransientException.costly(ProblemCode.MODEL_UNAVAILABLE, "The connection to the model broke off.", e);
    }

    private String body(Call call) {
        ObjectNode body = json.createObjectNode().put("model", model).put("max_tokens", call.maxTokens());
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", call.prompt().rules());
        messages.addObject().put("role", "user").put("content", call.prompt().task());
        for (FollowUp followUp : call.followUps()) {
            messages.addObject().put("role", "assistant").put("content", followUp.reply());
            messages.addObject().put("role", "user").put("content", followUp.message());
        }
        return body.toString();
    }

    private Reply read(String body) {
        JsonNode answer;
        try {
            answer = json.readTree(body);
        } catch (JsonProcessingException e) {
            throw TransientException.costly(ProblemCode.MODEL_UNAVAILABLE, "The model's answer could not be read.", e);
        }
        JsonNode choice = answer.path("choices").path(0);
        JsonNode usage = answer.path("usage");
        return new Reply(
                choice.path("message").path("content").asText(""),
                stopReason(choice.path("finish_reason").asText("stop")),
                usage.has("prompt_tokens") && usage.has("completion_tokens")
                        ? Usage.of(
                                usage.get("prompt_tokens").asLong(),
                                usage.get("completion_tokens").asLong())
                        : null);
    }

    /** By Bedrock's names. */
    private static StopReason stopReason(String finishReason) {
        return switch (finishReason) {
            case "stop" -> StopReason.END_TURN;
            case "length" -> StopReason.MAX_TOKENS;
            case "content_filter" -> StopReason.CONTENT_FILTERED;
            default -> new StopReason(finishReason);
        };
    }

    private static Reply refuse(int status) {
        throw switch (status) {
            case 401, 403 ->
                new OperatorException(ProblemCode.MODEL_ACCESS_DENIED, "The server does not let us in.", KEY_FIX, null);
            case 404 ->
                new OperatorException(
                        ProblemCode.MODEL_NOT_FOUND, "The server does not know this model.", MODEL_FIX, null);
            case 429 -> new TransientException(ProblemCode.MODEL_THROTTLED, "The model has too much to do.", null);
            default ->
                status >= 500
                        ? unavailable("The server of the model failed.", null)
                        : new OperatorException(
                                ProblemCode.MODEL_REJECTED_REQUEST,
                                "The model does not accept this request.",
                                null,
                                null);
        };
    }

    private static CodeGenerationException unavailable(String detail, Throwable cause) {
        return new TransientException(ProblemCode.MODEL_UNAVAILABLE, detail, cause);
    }
}
