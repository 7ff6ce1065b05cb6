package io.codegeneration.local;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Provider;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.ContextOverflow;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.io.IOException;
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
 * A model on a server with OpenAI's chat completions, such as Ollama, LM Studio or llama.cpp. Thread-safe.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat/create">Chat completions</a>
 */
@Singleton
@Provider("openai")
class OpenAiModel implements CodeModel {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Characters of an error that are read. */
    private static final int LONGEST_ERROR = 10_000;

    /** An error comes with its status. */
    private static final Duration LONGEST_WAIT_FOR_ERROR = Duration.ofSeconds(2);

    private static final String STREAM = "text/event-stream, application/json";
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
        long end = System.nanoTime() + call.timeLimit().toNanos();
        HttpRequest.Builder request = HttpRequest.newBuilder(completions)
                .timeout(call.timeLimit())
                .header("Content-Type", "application/json")
                .header("Accept", call.options().streaming() ? STREAM : "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(call)));
        apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
        CompletableFuture<HttpResponse<ArrivingBody>> head =
                http.sendAsync(request.build(), info -> new ArrivingBody());
        try {
            HttpResponse<ArrivingBody> response = head.get(call.timeLimit().toNanos(), TimeUnit.NANOSECONDS);
            if (response.statusCode() / 100 == 2) {
                return new ChatStream(json, pieces, LONGEST_SILENCE, end, call.maxTokens()).read(response.body());
            }
            throw refused(response, end, call.maxTokens());
        } catch (ExecutionException e) {
            throw broken(e.getCause());
        } catch (TimeoutException e) {
            head.cancel(true);
            throw TransientException.deadlineExceeded(e);
        } catch (InterruptedException e) {
            head.cancel(true);
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
        if (call.options().streaming()) {
            body.put("stream", true).putObject("stream_options").put("include_usage", true);
        }
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", call.prompt().rules());
        messages.addObject().put("role", "user").put("content", call.prompt().message());
        for (FollowUp followUp : call.followUps()) {
            messages.addObject().put("role", "assistant").put("content", followUp.reply());
            messages.addObject().put("role", "user").put("content", followUp.message());
        }
        return body.toString();
    }

    private static CodeGenerationException refused(HttpResponse<ArrivingBody> response, long end, int maxTokens)
            throws InterruptedException {
        Optional<ContextOverflow> overflow = ContextOverflow.read(text(response.body(), end));
        int status = response.statusCode();
        // Some servers call it an internal error, but no other one is about the length of the prompt.
        return overflow.isPresent() && status != 429 ? overflow.get().problem(maxTokens, null) : refused(status);
    }

    /** Returns the beginning of a body, or what has arrived of it if the rest does not. */
    private static String text(ArrivingBody body, long end) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        try {
            String line = "";
            while (line != null && text.length() < LONGEST_ERROR) {
                text.append(line);
                long left = Math.max(0, end - System.nanoTime());
                line = body.readLine(Math.min(left, LONGEST_WAIT_FOR_ERROR.toNanos()));
            }
        } catch (IOException | TimeoutException e) {
            // The status says enough.
        } finally {
            body.cancel();
        }
        return text.toString();
    }

    private static CodeGenerationException refused(int status) {
        return switch (status) {
            case 401, 403 ->
                new OperatorException(
                        ProblemCode.MODEL_ACCESS_DENIED, "The server does not admit the service.", KEY_FIX, null);
            case 404 ->
                new OperatorException(
                        ProblemCode.MODEL_NOT_FOUND, "The server does not know this model.", MODEL_FIX, null);
            case 429 -> new TransientException(ProblemCode.MODEL_THROTTLED, "The model is throttled.", null);
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
