package io.codegeneration.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * What a {@link BedrockServer} does with one request. Immutable; a reply may be used any number of times.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">Converse</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-text-completion.html">Anthropic
 *     text completion</a>
 */
public final class BedrockReply {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How the bytes reach the client, if they do. */
    private interface Delivery {

        void deliver(BedrockReply reply, HttpMessage request, HttpConnection connection) throws IOException;
    }

    private static final Delivery WHOLE = (reply, request, connection) -> {
        if (reply.isStreamed(request)) {
            connection.beginChunks(request, reply.status, reply.fields(request));
            for (byte[] event : ConverseEvents.of(reply.json)) {
                connection.sendChunk(event);
            }
            connection.endChunks(request);
        } else {
            connection.send(request, reply.status, reply.fields, reply.body());
        }
    };
    private static final Delivery HALF = (reply, request, connection) ->
            connection.sendHalf(request, reply.status, reply.fields(request), reply.body(request));

    private final int status;
    private final List<Map.Entry<String, String>> fields;
    private final JsonNode json;
    private final byte[] raw;
    private final Delivery delivery;

    private BedrockReply(
            int status, List<Map.Entry<String, String>> fields, JsonNode json, byte[] raw, Delivery delivery) {
        this.status = status;
        this.fields = List.copyOf(fields);
        this.json = json;
        this.raw = raw;
        this.delivery = delivery;
    }

    /** A Converse answer of one text block: {@code end_turn}, 12 tokens in, 34 out. */
    public static BedrockReply text(String text) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("metrics").put("latencyMs", 421);
        ObjectNode message = body.putObject("output").putObject("message");
        message.putArray("content").addObject().put("text", text);
        message.put("role", "assistant");
        body.put("stopReason", "end_turn");
        return converse(body).withUsage(12, 34);
    }

    /** A Converse answer with the given body, as it stands. */
    public static BedrockReply converse(JsonNode body) {
        return json(200, body.deepCopy());
    }

    /** A Converse answer with the given body, as it stands. */
    public static BedrockReply converse(Map<String, ?> body) {
        return json(200, JSON.valueToTree(body));
    }

    /**
     * InvokeModel's answer in the form of Anthropic's text completion, 12 tokens in, 34 out (in the headers, where Bedrock
     * tells them). {@code stop} names the stop sequence, if one was the reason.
     */
    public static BedrockReply completion(String completion, String stopReason) {
        ObjectNode body = JSON.createObjectNode().put("type", "completion").put("completion", completion);
        body.put("stop_reason", stopReason);
        body.put("stop", "stop_sequence".equals(stopReason) ? "\n\nHuman:" : null);
        return json(200, body)
                .withHeader("X-Amzn-Bedrock-Invocation-Latency", "421")
                .withUsage(12, 34);
    }

    /**
     * An error as Bedrock puts it.
     *
     * @param errorType the shape's name, such as {@code ThrottlingException}; goes out in {@code x-amzn-ErrorType}
     */
    public static BedrockReply error(int status, String errorType, String message) {
        return json(status, JSON.createObjectNode().put("message", message)).withHeader("x-amzn-ErrorType", errorType);
    }

    /** Status 200 and a body that is no JSON. */
    public static BedrockReply garbage() {
        byte[] html = "<html><body>It works!</body></html>".getBytes(StandardCharsets.UTF_8);
        return new BedrockReply(200, List.of(Map.entry("Content-Type", "text/html")), null, html, WHOLE);
    }

    /** Takes the request and never answers: ends when the client goes or the server is closed. */
    public static BedrockReply hang() {
        return text("").by((reply, request, connection) -> connection.awaitEnd());
    }

    /** Sends a 200, its headers and half of the announced body, then closes the connection. */
    public static BedrockReply cut() {
        return text("This answer will never be complete.").by(HALF);
    }

    /**
     * Reads the whole request, then closes the connection without a byte. Whether the model has worked is
     * unknown. A careless client repeats the POST then.
     */
    public static BedrockReply closeWithoutAnswer() {
        return text("").by((reply, request, connection) -> connection.close());
    }

    /** The head of the reply at once, its body one byte at a time: the client's read timeout never strikes. */
    public static BedrockReply drip(BedrockReply reply, Duration betweenBytes) {
        return reply.by((self, request, connection) ->
                connection.sendSlowly(request, self.status, self.fields(request), self.body(request), betweenBytes));
    }

    /** The same answer as one JSON object, also to a request for a stream. */
    public BedrockReply unstreamed() {
        return by((self, request, connection) -> connection.send(request, self.status, self.fields, self.body()));
    }

    /** The same Converse answer, whose stream ends with an exception after the text. */
    public BedrockReply brokenBy(String exceptionType, String message) {
        return byEvents((self, request, connection) -> {
            connection.sendChunk(ConverseEvents.exception(exceptionType, message));
            connection.endChunks(request);
        });
    }

    /** The same Converse answer, of which a stream says nothing more after an exception, and stays open. */
    public BedrockReply brokenAndHeldOpenBy(String exceptionType, String message) {
        return byEvents((self, request, connection) -> {
            connection.sendChunk(ConverseEvents.exception(exceptionType, message));
            connection.awaitEnd();
        });
    }

    /** The same Converse answer, whose stream stays open after its last event. */
    public BedrockReply heldOpen() {
        return by((self, request, connection) -> {
            connection.beginChunks(request, self.status, self.fields(request));
            for (byte[] event : ConverseEvents.of(self.json)) {
                connection.sendChunk(event);
            }
            connection.awaitEnd();
        });
    }

    /** The same Converse answer, of which a stream ends properly after the text, but without an end of the message. */
    public BedrockReply openEnded() {
        return byEvents((self, request, connection) -> connection.endChunks(request));
    }

    /** The same Converse answer, whose stream stays silent after the text. */
    public BedrockReply silentAfterText() {
        return byEvents((self, request, connection) -> connection.awaitEnd());
    }

    /** The same Converse answer, whose stream goes on after the text when the gate is completed. */
    public BedrockReply heldAfterText(CompletableFuture<?> gate) {
        return byEvents((self, request, connection) -> {
            if (connection.await(gate)) {
                List<byte[]> all = ConverseEvents.of(self.json);
                for (byte[] event :
                        all.subList(ConverseEvents.openEnded(self.json).size(), all.size())) {
                    connection.sendChunk(event);
                }
                connection.endChunks(request);
            }
        });
    }

    /** The same Converse answer, whose stream is cut after so many bytes of its chunked body. */
    public BedrockReply cutAfter(int bytes) {
        return by((self, request, connection) -> {
            connection.beginChunks(request, self.status, self.fields(request));
            connection.sendRaw(Arrays.copyOf(self.chunks(), bytes));
            connection.close();
        });
    }

    /** The bytes of this answer's stream, chunked. */
    public int streamLength() {
        return chunks().length;
    }

    private byte[] chunks() {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        ConverseEvents.of(json).forEach(event -> chunks.writeBytes(HttpConnection.chunk(event)));
        chunks.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return chunks.toByteArray();
    }

    private BedrockReply byEvents(Delivery end) {
        return by((self, request, connection) -> {
            connection.beginChunks(request, self.status, self.fields(request));
            for (byte[] event : ConverseEvents.openEnded(self.json)) {
                connection.sendChunk(event);
            }
            end.deliver(self, request, connection);
        });
    }

    /** The same reply with {@code stopReason}, or {@code stop_reason} in a completion. */
    public BedrockReply withStopReason(String stopReason) {
        ObjectNode body = object();
        body.put(body.has("completion") ? "stop_reason" : "stopReason", stopReason);
        return with(body);
    }

    /** The same reply with other token counts: in the body, or in the headers of a completion. */
    public BedrockReply withUsage(int inputTokens, int outputTokens) {
        ObjectNode body = object();
        if (body.has("completion")) {
            return withHeader("X-Amzn-Bedrock-Input-Token-Count", Integer.toString(inputTokens))
                    .withHeader("X-Amzn-Bedrock-Output-Token-Count", Integer.toString(outputTokens));
        }
        body.withObjectProperty("usage")
                .put("inputTokens", inputTokens)
                .put("outputTokens", outputTokens)
                .put("totalTokens", inputTokens + outputTokens);
        return with(body);
    }

    /** The same Converse answer with the tokens read from and written to the prompt cache. */
    public BedrockReply withCacheUsage(int readTokens, int writeTokens) {
        ObjectNode body = object();
        body.withObjectProperty("usage")
                .put("cacheReadInputTokens", readTokens)
                .put("cacheWriteInputTokens", writeTokens);
        return with(body);
    }

    /** The same Converse answer with a block of reasoning before its other blocks. */
    public BedrockReply withReasoningFirst(String reasoning) {
        ObjectNode block = JSON.createObjectNode();
        block.putObject("reasoningContent")
                .putObject("reasoningText")
                .put("text", reasoning)
                .put("signature", "c2lnbmF0dXJl");
        ObjectNode body = object();
        ((ArrayNode) body.at("/output/message/content")).insert(0, block);
        return with(body);
    }

    /** The same reply with the header set to the value, in place of any it had. */
    public BedrockReply withHeader(String name, String value) {
        List<Map.Entry<String, String>> changed = new ArrayList<>(fields);
        changed.removeIf(field -> field.getKey().equalsIgnoreCase(name));
        changed.add(Map.entry(name, value));
        return new BedrockReply(status, changed, json, raw, delivery);
    }

    /** The same reply, later: the model takes its time. Ends early, unanswered, when the server is closed. */
    public BedrockReply withDelay(Duration delay) {
        Delivery then = delivery;
        return by((self, request, connection) -> {
            if (connection.pause(delay)) {
                then.deliver(self, request, connection);
            }
        });
    }

    /** The same reply, held back until the gate is completed: lets a test act while a request is under way. */
    public BedrockReply heldUntil(CompletableFuture<?> gate) {
        Delivery then = delivery;
        return by((self, request, connection) -> {
            if (connection.await(gate)) {
                then.deliver(self, request, connection);
            }
        });
    }

    void answer(HttpMessage request, HttpConnection connection) throws IOException {
        withHeader("x-amzn-RequestId", UUID.randomUUID().toString()).deliver(request, connection);
    }

    private void deliver(HttpMessage request, HttpConnection connection) throws IOException {
        delivery.deliver(this, request, connection);
    }

    private byte[] body() throws IOException {
        return json == null ? raw : JSON.writeValueAsBytes(json);
    }

    private byte[] body(HttpMessage request) throws IOException {
        if (!isStreamed(request)) {
            return body();
        }
        ByteArrayOutputStream events = new ByteArrayOutputStream();
        ConverseEvents.of(json).forEach(events::writeBytes);
        return events.toByteArray();
    }

    private List<Map.Entry<String, String>> fields(HttpMessage request) {
        return isStreamed(request) ? withHeader("Content-Type", ConverseEvents.CONTENT_TYPE).fields : fields;
    }

    /** Errors are no events, and the text completion has no Converse answer. */
    private boolean isStreamed(HttpMessage request) {
        return request.rawPath().endsWith("/converse-stream") && status == 200 && json != null;
    }

    private ObjectNode object() {
        if (!(json instanceof ObjectNode body)) {
            throw new IllegalStateException("this reply has no JSON object to change");
        }
        return body.deepCopy();
    }

    private BedrockReply with(ObjectNode body) {
        return new BedrockReply(status, fields, body, null, delivery);
    }

    private BedrockReply by(Delivery other) {
        return new BedrockReply(status, fields, json, raw, other);
    }

    private static BedrockReply json(int status, JsonNode body) {
        return new BedrockReply(status, List.of(Map.entry("Content-Type", "application/json")), body, null, WHOLE);
    }
}
