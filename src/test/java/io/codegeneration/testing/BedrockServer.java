package io.codegeneration.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amazon Bedrock's runtime as it looks from the wire: {@code POST /model/{modelId}/converse}, {@code converse-stream} and
 * {@code invoke} on an ephemeral port of 127.0.0.1. What it answers is scripted, what it was asked is
 * recorded; signatures and parameters are not looked at. Any other path or method is a 404
 * {@code UnknownOperationException}, recorded apart with an empty model id, and uses up no reply. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html">Amazon
 *     Bedrock Runtime</a>
 */
public final class BedrockServer implements AutoCloseable {

    /**
     * One request, recorded when it was read whole and before it is answered.
     *
     * @param path as it came, percent-encoded
     * @param modelId decoded: a name, with or without a colon, or an ARN
     * @param headers names in any case
     * @param connection the how manieth connection of the server it came by, from 1: tells whether connections are reused
     */
    public record Recorded(
            String method, String path, String modelId, HttpHeaders headers, byte[] body, int connection) {

        /** The body read as JSON. */
        public JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The first value of a header, or null. */
        public String header(String name) {
            return headers.firstValue(name).orElse(null);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern OPERATION = Pattern.compile("/model/(.+)/(converse|converse-stream|invoke)");
    private static final BedrockReply UNKNOWN =
            BedrockReply.error(404, "UnknownOperationException", "Unknown operation");
    private static final BedrockReply PYTHON = BedrockReply.text("```python\nprint('Hello, World!')\n```");

    private final Queue<BedrockReply> script = new ArrayDeque<>();
    private final Journal<Recorded> requests = new Journal<>();
    private final Journal<Recorded> strays = new Journal<>();
    private final HttpListener listener;
    private Function<Recorded, BedrockReply> standing = request -> PYTHON;

    private BedrockServer() {
        listener = new HttpListener("bedrock", this::handle);
    }

    /** Starts a server that answers every Converse request with a line of Python in a fenced block. */
    public static BedrockServer start() {
        return new BedrockServer();
    }

    /** The endpoint, for {@code AWS_ENDPOINT_URL_BEDROCK_RUNTIME}; without a slash at its end. */
    public String url() {
        return listener.url();
    }

    /** Queues replies: each answers one request, in this order, before {@link #always(Reply)} holds again. */
    public synchronized BedrockServer next(BedrockReply... replies) {
        script.addAll(List.of(replies));
        return this;
    }

    /** Sets the reply to every request for which none is queued. */
    public BedrockServer always(BedrockReply reply) {
        Objects.requireNonNull(reply);
        return always(request -> reply);
    }

    /** Sets what answers every request for which no reply is queued. */
    public synchronized BedrockServer always(Function<Recorded, BedrockReply> reply) {
        standing = reply;
        return this;
    }

    /** What models were asked since the start or the last {@link #reset()}, oldest first; a copy. */
    public List<Recorded> requests() {
        return requests.entries();
    }

    /** Everything else that was received since then, such as what opens a connection; a copy. */
    public List<Recorded> strays() {
        return strays.entries();
    }

    /**
     * Waits until so many requests were received.
     *
     * @throws AssertionError if they were not in time
     */
    public List<Recorded> awaitRequests(int count, Duration timeout) {
        return requests.await(count, timeout);
    }

    /** Connections accepted since the start or the last {@link #reset()}. */
    public int connections() {
        return listener.connections();
    }

    /** Closes every connection from this side, as a server does with idle ones; new ones are accepted. */
    public void dropConnections() {
        listener.dropConnections();
    }

    /** Forgets queued replies, the standing one and what was recorded. Connections stay open. */
    public synchronized void reset() {
        script.clear();
        standing = request -> PYTHON;
        requests.clear();
        strays.clear();
        listener.forget();
    }

    /** Stops listening and closes every connection, whatever it was doing. */
    @Override
    public void close() {
        listener.close();
    }

    private void handle(HttpMessage request, HttpConnection connection) throws IOException {
        Matcher operation = OPERATION.matcher(request.rawPath());
        boolean known = operation.matches() && request.method().equals("POST");
        String modelId = known ? PercentEncoding.decode(operation.group(1)) : "";
        Recorded recorded = new Recorded(
                request.method(), request.rawPath(), modelId, request.headers(), request.body(), connection.number());
        (known ? requests : strays).add(recorded);
        (known ? nextReply(recorded) : UNKNOWN).answer(request, connection);
    }

    private synchronized BedrockReply nextReply(Recorded request) {
        return script.isEmpty() ? standing.apply(request) : script.remove();
    }
}
