package io.codegeneration.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lambda's Invoke, for asynchronous invocations of the function that runs behind a {@link LambdaRuntime}. It takes a
 * name, a partial ARN or an ARN in the path, and a qualifier there or in the query; it refuses what is not signed with the
 * secret {@value #SECRET}, other functions, other types of invocation, and events that are no JSON. What it took it
 * delivers once and at once, unless told otherwise. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
public final class InvokeApi implements AutoCloseable {

    static final String SECRET = "test";

    /**
     * One call, recorded when it was read whole and before it is answered.
     *
     * @param path as it came, percent-encoded
     * @param function name of the function, decoded, without account and qualifier; empty for any other path
     * @param qualifier version or alias, from the path or the query; empty for none
     * @param headers names in any case
     * @param body the event
     * @param connection the number of its connection, from 1
     */
    public record Recorded(
            String path, String function, String qualifier, HttpHeaders headers, byte[] body, int connection) {

        /** The event. */
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

    /** What becomes of one call that is in order. */
    private interface Treatment {

        void treat(Recorded call, HttpMessage request, HttpConnection connection) throws IOException;
    }

    private record Event(byte[] payload, String requestId, String qualifier) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PATH = Pattern.compile("/2015-03-31/functions/([^/]+)/invocations");
    private static final Pattern FUNCTION =
            Pattern.compile("(?:arn:[^:]+:lambda:[^:]+:)?(?:\\d{12}:)?(?:function:)?([^:]+)(?::([^:]+))?");
    private static final Pattern QUALIFIER = Pattern.compile("(?:.*&)?Qualifier=([^&]*)(?:&.*)?");
    private static final byte[] NOTHING = {};

    private final LambdaRuntime runtime;
    private final HttpListener listener = new HttpListener("lambda-invoke", this::handle);
    private final InvokeSignature signature = new InvokeSignature(SECRET);
    private final Journal<Recorded> calls = new Journal<>();
    private final Deque<Treatment> script = new ArrayDeque<>();
    private final List<Event> held = new ArrayList<>();
    private int times = 1;
    private boolean holding;

    InvokeApi(LambdaRuntime runtime) {
        this.runtime = runtime;
    }

    /** The endpoint, for {@code AWS_ENDPOINT_URL_LAMBDA}; without a slash at its end. */
    public String url() {
        return listener.url();
    }

    /** How often each event is delivered: once unless set, 0 for never; all deliveries have one request id. */
    public synchronized InvokeApi deliver(int howOften) {
        times = howOften;
        return this;
    }

    /** Keeps what is taken from now on until {@link #release()}. */
    public synchronized InvokeApi hold() {
        holding = true;
        return this;
    }

    /** Delivers what was held, in its order, and everything further at once. */
    public synchronized InvokeApi release() {
        holding = false;
        held.forEach(this::deliver);
        held.clear();
        return this;
    }

    /**
     * Refuses the next calls.
     *
     * @param errorType the error's name, such as {@code TooManyRequestsException}
     */
    public InvokeApi refuseNext(int count, int status, String errorType) {
        return next(count, (call, request, connection) -> refuse(request, connection, status, errorType));
    }

    /** Takes the events of the next calls, and closes the connection without an answer. */
    public InvokeApi loseAnswers(int count) {
        return next(count, (call, request, connection) -> {
            take(call);
            connection.close();
        });
    }

    /** Leaves the next calls unanswered, and their events untaken. */
    public InvokeApi hangNext(int count) {
        return next(count, (call, request, connection) -> connection.awaitEnd());
    }

    /** Answers the next calls with a status and the headers of an answer whose body never comes; takes no event. */
    public InvokeApi stallNext(int count, int status) {
        return next(
                count,
                (call, request, connection) ->
                        connection.sendSlowly(request, status, List.of(), "never".getBytes(), Duration.ofHours(1)));
    }

    /** Every call since the start or the last {@link #reset()}, refused ones too, oldest first. */
    public List<Recorded> calls() {
        return calls.entries();
    }

    /**
     * Waits until so many calls came.
     *
     * @throws AssertionError if they did not in time
     */
    public List<Recorded> awaitCalls(int count, Duration timeout) {
        return calls.await(count, timeout);
    }

    /** Forgets every setting, what is held and what was recorded. */
    public synchronized void reset() {
        script.clear();
        held.clear();
        holding = false;
        times = 1;
        calls.clear();
    }

    @Override
    public void close() {
        listener.close();
    }

    private synchronized InvokeApi next(int count, Treatment treatment) {
        Stream.generate(() -> treatment).limit(count).forEach(script::add);
        return this;
    }

    private void handle(HttpMessage request, HttpConnection connection) throws IOException {
        Matcher path = PATH.matcher(request.rawPath());
        Matcher function = FUNCTION.matcher(path.matches() ? PercentEncoding.decode(path.group(1)) : "");
        Matcher query = QUALIFIER.matcher(request.rawQuery());
        String name = function.matches() ? function.group(1) : "";
        String suffix = function.matches() && function.group(2) != null ? function.group(2) : "";
        String parameter = query.matches() ? PercentEncoding.decode(query.group(1)) : "";
        Recorded call = new Recorded(
                request.rawPath(),
                name,
                suffix.isEmpty() ? parameter : suffix,
                request.headers(),
                request.body(),
                connection.number());
        calls.add(call);
        if (name.isEmpty() || !request.method().equals("POST")) {
            refuse(request, connection, 404, "UnknownOperationException");
        } else if (!signature.signs(request, runtime.region(), "lambda")) {
            refuse(request, connection, 403, "InvalidSignatureException");
        } else if (!name.equals(runtime.functionName())) {
            refuse(request, connection, 404, "ResourceNotFoundException");
        } else if (!suffix.isEmpty() && !parameter.isEmpty() && !suffix.equals(parameter)
                || !"Event".equals(call.header("X-Amz-Invocation-Type"))) {
            refuse(request, connection, 400, "InvalidParameterValueException");
        } else if (!isJson(request.body())) {
            refuse(request, connection, 400, "InvalidRequestContentException");
        } else {
            treatment().treat(call, request, connection);
        }
    }

    private synchronized Treatment treatment() {
        return script.isEmpty()
                ? (call, request, connection) -> connection.send(request, 202, requestId(take(call)), NOTHING)
                : script.remove();
    }

    /** Queued, or held; an id of the invocations that come of it. */
    private synchronized String take(Recorded call) {
        Event event = new Event(call.body(), UUID.randomUUID().toString(), call.qualifier());
        if (holding) {
            held.add(event);
        } else {
            deliver(event);
        }
        return event.requestId();
    }

    private void deliver(Event event) {
        for (int i = 0; i < times; i++) {
            runtime.deliver(event.payload(), event.requestId(), event.qualifier());
        }
    }

    private static void refuse(HttpMessage request, HttpConnection connection, int status, String errorType)
            throws IOException {
        ObjectNode body = JSON.createObjectNode()
                .put("Type", status < 500 ? "User" : "Service")
                .put("Message", errorType);
        List<Map.Entry<String, String>> fields =
                new ArrayList<>(requestId(UUID.randomUUID().toString()));
        fields.add(Map.entry("x-amzn-ErrorType", errorType));
        fields.add(Map.entry("Content-Type", "application/json"));
        connection.send(request, status, fields, JSON.writeValueAsBytes(body));
    }

    private static List<Map.Entry<String, String>> requestId(String id) {
        return List.of(Map.entry("x-amzn-RequestId", id));
    }

    private static boolean isJson(byte[] body) {
        try {
            return !JSON.readTree(body).isMissingNode();
        } catch (IOException e) {
            return false;
        }
    }
}
