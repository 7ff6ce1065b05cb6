package io.codegeneration.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.aws.TimeLimit;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.Usage;
import io.codegeneration.generation.model.CodeModel;
import io.codegeneration.generation.model.CodeModel.Interruption;
import io.codegeneration.generation.model.CodeModel.Reply;
import io.codegeneration.generation.model.StopReason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Reads the events of one ConverseStream response. Used by one thread. */
final class ReplyStream {

    /**
     * Longest wait for the end of the response after its last event. Nothing is missing by then, but only a connection whose
     * response was read to its end is used again.
     */
    private static final Duration LONGEST_WAIT_FOR_END = Duration.ofMillis(100);

    /** Each event begins with its length. */
    private static final int LENGTH_BYTES = Integer.BYTES;

    /** The format's limit: 16 MiB of payload and 128 KiB of headers, and 16 bytes around them. */
    private static final int LONGEST_EVENT = (16 * 1024 + 128) * 1024 + 16;

    private final ObjectMapper json;
    private final Consumer<String> pieces;
    private final Duration silence;
    private final StringBuilder text = new StringBuilder();
    private boolean begun;
    private String stopReason;
    private Usage usage;
    private SdkException failure;

    /**
     * @param pieces receives the text
     * @param silence longest silence after the first text
     */
    ReplyStream(ObjectMapper json, Consumer<String> pieces, Duration silence) {
        this.json = json;
        this.pieces = pieces;
        this.silence = silence;
    }

    /** Reads events until the response ends, an event is an exception, or the connection fails. */
    void read(InputStream body) {
        begun = true;
        try (body) {
            // Read to the end, so that the connection can be used again. Nothing follows an exception.
            Optional<Message> event = next(body);
            while (event.isPresent()) {
                receive(event.get());
                event = failure == null ? next(body) : Optional.empty();
            }
        } catch (SdkException e) {
            fail(e);
        } catch (IOException | RuntimeException e) {
            fail(SdkClientException.create("The stream could not be read", e));
        }
    }

    /**
     * Reads the next event. The library's own decoder allocates 2 MB for each stream, a fifth of the young generation.
     *
     * @return the event, or empty if the response ends before the end of an event
     */
    private static Optional<Message> next(InputStream body) throws IOException {
        byte[] prelude = body.readNBytes(LENGTH_BYTES);
        if (prelude.length < LENGTH_BYTES) {
            return Optional.empty();
        }
        int length = ByteBuffer.wrap(prelude).getInt();
        if (length < LENGTH_BYTES || length > LONGEST_EVENT) {
            throw new IOException("an event of " + length + " bytes");
        }
        byte[] rest = body.readNBytes(length - LENGTH_BYTES);
        return rest.length < length - LENGTH_BYTES
                ? Optional.empty()
                : Optional.of(Message.decode(
                        ByteBuffer.allocate(length).put(prelude).put(rest).flip()));
    }

    /** Returns whether a stream arrived, whatever it held. */
    boolean begun() {
        return begun;
    }

    /**
     * Returns the reply.
     *
     * @param exception what ended the SDK's call, or null
     * @param translator says what a failure is in the program's terms
     * @throws CodeGenerationException if the stream failed before any text
     */
    Reply reply(RuntimeException exception, Function<Throwable, CodeGenerationException> translator) {
        if (stopReason != null) {
            return new Reply(text.toString(), new StopReason(stopReason), usage);
        }
        if (failure == null) {
            Throwable cause = exception == null ? new EOFException("The stream ended before the message") : exception;
            fail(cause instanceof SdkException sdk ? sdk : SdkClientException.create("The stream broke off", cause));
        }
        CodeGenerationException problem = translator.apply(failure);
        if (text.toString().isBlank()) {
            throw problem;
        }
        return Reply.interrupted(text.toString(), new Interruption(cause(problem), problem));
    }

    private Interruption.Cause cause(CodeGenerationException problem) {
        if (failure instanceof AwsServiceException) {
            return Interruption.Cause.EXCEPTION;
        }
        return problem.code() == ProblemCode.DEADLINE_EXCEEDED
                ? Interruption.Cause.TIME
                : Interruption.Cause.CONNECTION;
    }

    private void fail(SdkException e) {
        failure = failure == null ? e : failure;
    }

    private void receive(Message message) {
        Map<String, HeaderValue> headers = message.getHeaders();
        switch (header(headers, ":message-type")) {
            case "event" -> receive(header(headers, ":event-type"), parsed(message.getPayload()));
            case "exception" ->
                fail(StreamExceptions.of(
                        header(headers, ":exception-type"),
                        parsed(message.getPayload()).path("message").asText("")));
            default -> fail(StreamExceptions.of(header(headers, ":error-code"), header(headers, ":error-message")));
        }
    }

    private void receive(String type, JsonNode event) {
        switch (type) {
            case "contentBlockDelta" -> add(event.path("delta").path("text").asText(""));
            case "messageStop" -> {
                stopReason = event.path("stopReason").asText(StopReason.END_TURN.value());
                TimeLimit.limitSilence(CodeModel.LONGEST_WAIT_FOR_USAGE);
            }
            case "metadata" -> {
                usage = usage(event.path("usage"));
                if (stopReason != null) {
                    TimeLimit.limitSilence(LONGEST_WAIT_FOR_END);
                }
            }
            default -> {
                // The beginnings and ends of blocks, and events that later versions add.
            }
        }
    }

    /** Reasoning and tool use have no text of this kind. */
    private void add(String piece) {
        if (!piece.isEmpty()) {
            if (text.isEmpty()) {
                TimeLimit.limitSilence(silence);
            }
            text.append(piece);
            pieces.accept(piece);
        }
    }

    private static Usage usage(JsonNode usage) {
        return usage.path("inputTokens").isNumber()
                        && usage.path("outputTokens").isNumber()
                ? new Usage(
                        usage.get("inputTokens").asLong(),
                        usage.get("outputTokens").asLong(),
                        count(usage.path("cacheReadInputTokens")),
                        count(usage.path("cacheWriteInputTokens")),
                        null,
                        true)
                : null;
    }

    private static Long count(JsonNode tokens) {
        return tokens.isNumber() ? tokens.asLong() : null;
    }

    private static String header(Map<String, HeaderValue> headers, String name) {
        HeaderValue value = headers.get(name);
        return value == null ? "" : value.getString();
    }

    private JsonNode parsed(byte[] payload) {
        try {
            return payload.length == 0 ? json.createObjectNode() : json.readTree(payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
