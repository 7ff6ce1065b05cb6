package io.codegeneration.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.CodeModel.Interruption;
import io.codegeneration.generation.model.CodeModel.Reply;
import io.codegeneration.generation.model.ContextOverflow;
import io.codegeneration.generation.model.StopReason;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Reads one reply of a chat: server-sent events or, from a server that does not stream, one JSON object. Used by one thread.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/chat-streaming">Streaming chat completions</a>
 */
final class ChatStream {

    private static final String DATA = "data:";

    /** Servers report a failure as data or, older ones of llama.cpp, in a field of its own. */
    private static final String ERROR = "error:";

    private static final String END = "[DONE]";

    private final ObjectMapper json;
    private final Consumer<String> pieces;
    private final Duration longestSilence;
    private final long end;
    private final int maxTokens;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder whole = new StringBuilder();
    private boolean streamed;
    private boolean done;
    private StopReason stopReason;
    private Usage usage;

    /**
     * @param longestSilence longest silence after the first text
     * @param end the end of the call, by {@link System#nanoTime()}
     * @param maxTokens the limit for the reply
     */
    ChatStream(ObjectMapper json, Consumer<String> pieces, Duration longestSilence, long end, int maxTokens) {
        this.json = json;
        this.pieces = pieces;
        this.longestSilence = longestSilence;
        this.end = end;
        this.maxTokens = maxTokens;
    }

    /** The exception that the server sent in the stream. */
    private static final class ServerException extends IOException {

        private static final long serialVersionUID = 1L;

        private final transient Optional<ContextOverflow> overflow;

        /** @param error the server's words */
        ServerException(String error) {
            super("the server sent an error in the stream");
            this.overflow = ContextOverflow.read(error);
        }
    }

    /**
     * Reads the reply to its end.
     *
     * @throws CodeGenerationException if no text arrived
     */
    Reply read(ArrivingBody body) {
        try {
            String line = next(body);
            while (line != null) {
                take(line);
                line = done ? null : next(body);
            }
            if (!streamed) {
                return readWhole();
            }
            return ended(new EOFException("the stream ended before the reply"), Interruption.Cause.CONNECTION);
        } catch (TimeoutException e) {
            return ended(e, isOver() ? Interruption.Cause.TIME : Interruption.Cause.CONNECTION);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ended(e, Interruption.Cause.TIME);
        } catch (ServerException e) {
            if (e.overflow.isPresent() && text.isEmpty()) {
                throw e.overflow.get().problem(maxTokens, e);
            }
            return ended(e, Interruption.Cause.EXCEPTION);
        } catch (IOException e) {
            return ended(e, Interruption.Cause.CONNECTION);
        } finally {
            body.cancel();
        }
    }

    private String next(ArrivingBody body) throws IOException, TimeoutException, InterruptedException {
        long left = Math.max(0, end - System.nanoTime());
        Duration silence = stopReason == null ? longestSilence : CodeModel.LONGEST_WAIT_FOR_USAGE;
        return body.readLine(text.isEmpty() ? left : Math.min(left, silence.toNanos()));
    }

    private boolean isOver() {
        return end - System.nanoTime() <= 0;
    }

    private void take(String line) throws IOException {
        if (line.startsWith(ERROR)) {
            throw new ServerException(line);
        }
        if (line.startsWith(DATA)) {
            streamed = true;
            String data = line.substring(DATA.length()).strip();
            if (data.equals(END)) {
                done = true;
            } else {
                takeEvent(json.readTree(data));
            }
        } else if (!streamed) {
            whole.append(line).append('\n');
        }
    }

    private void takeEvent(JsonNode event) throws ServerException {
        if (event.hasNonNull("error")) {
            throw new ServerException(event.get("error").toString());
        }
        takeUsage(event.path("usage"));
        JsonNode choice = event.path("choices").path(0);
        add(choice.path("delta").path("content").asText(""));
        if (choice.hasNonNull("finish_reason")) {
            stopReason = stopReason(choice.get("finish_reason").asText());
        }
    }

    private Reply readWhole() {
        JsonNode answer;
        try {
            answer = json.readTree(whole.toString());
        } catch (JsonProcessingException e) {
            throw TransientException.costly(
                    ProblemCode.MODEL_UNAVAILABLE, "The reply of the model could not be read.", e);
        }
        JsonNode choice = answer.path("choices").path(0);
        takeUsage(answer.path("usage"));
        add(choice.path("message").path("content").asText(""));
        return new Reply(
                text.toString(), stopReason(choice.path("finish_reason").asText("stop")), usage);
    }

    private void add(String piece) {
        if (!piece.isEmpty()) {
            text.append(piece);
            pieces.accept(piece);
        }
    }

    private void takeUsage(JsonNode reported) {
        if (reported.has("prompt_tokens") && reported.has("completion_tokens")) {
            usage = Usage.of(
                    reported.get("prompt_tokens").asLong(),
                    reported.get("completion_tokens").asLong());
        }
    }

    /**
     * A reply whose end is known is whole, whatever happened after it. Without a reason to stop, it is not: the server of
     * llama-cpp-python ends a stream in order when the next request comes.
     */
    private Reply ended(Exception failure, Interruption.Cause cause) {
        if (stopReason != null) {
            return new Reply(text.toString(), stopReason, usage);
        }
        CodeGenerationException problem = cause == Interruption.Cause.TIME
                ? TransientException.deadlineExceeded(failure)
                : TransientException.costly(
                        ProblemCode.MODEL_UNAVAILABLE, "The connection to the model broke off.", failure);
        if (text.toString().isBlank()) {
            throw problem;
        }
        return Reply.interrupted(text.toString(), new Interruption(cause, problem));
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
}
