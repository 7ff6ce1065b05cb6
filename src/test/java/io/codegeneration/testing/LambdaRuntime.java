package io.codegeneration.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One Lambda execution environment as a custom runtime sees it (the Runtime API, version 2018-06-01), with two front doors
 * for black-box tests, an HTTP API and a Function URL, and Lambda's own Invoke for asynchronous invocations, see
 * {@link #invokeApi()}. Every port is ephemeral and on 127.0.0.1.
 *
 * <p>Like an environment it has one event in hand at a time: any number may be invoked at once, they wait in the order of
 * their coming. A runtime that asks for the next event, or is told to have ended by {@link LambdaProcess}, without having
 * answered the one in hand, has crashed: that invocation ends with {@code Runtime.ExitError}. Nothing is killed at its
 * deadline. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Lambda runtime API</a>
 */
public final class LambdaRuntime implements AutoCloseable {

    /**
     * How an invocation ended.
     *
     * @param payload what the runtime sent: the response, or the error's {@code errorType}, {@code errorMessage},
     *     {@code stackTrace}; a text node if it was no JSON, a null node if it was empty
     * @param error whether the runtime reported an error
     * @param errorType null unless it is an error
     * @param took from the hand-over of the event to the answer
     */
    public record EventOutcome(String requestId, JsonNode payload, boolean error, String errorType, Duration took) {}

    /** An error that the runtime reported before it asked for its first event. */
    public record InitError(String errorType, JsonNode payload) {}

    /** Invokes with a setting of its own. Thread-safe. */
    public final class Invoker {

        private final Duration deadline;

        private Invoker(Duration deadline) {
            this.deadline = deadline;
        }

        /** Queues the event and returns at once. */
        public CompletableFuture<EventOutcome> submit(JsonNode event) {
            return enqueue(invocation(event, deadline)).outcome;
        }

        /** Invokes and waits for the outcome, 60 s at most. */
        public EventOutcome invoke(JsonNode event) {
            return invoke(event, PATIENCE);
        }

        /**
         * Invokes and waits for the outcome.
         *
         * @throws AssertionError if there is none in time; an event that is still queued is then withdrawn
         */
        public EventOutcome invoke(JsonNode event, Duration timeout) {
            return await(enqueue(invocation(event, deadline)), timeout);
        }
    }

    private static final class PendingEvent {
        final CompletableFuture<EventOutcome> outcome = new CompletableFuture<>();
        final String requestId;
        final byte[] event;
        final Duration deadline;
        final String functionArn;

        /** The how manieth of an asynchronous event it is, from 1; 0 for one that somebody waits for. */
        final int attempt;

        long begun = System.nanoTime();

        PendingEvent(String requestId, byte[] event, Duration deadline, String functionArn, int attempt) {
            this.requestId = requestId;
            this.event = event;
            this.deadline = deadline;
            this.functionArn = functionArn;
            this.attempt = attempt;
        }

        PendingEvent again() {
            return new PendingEvent(requestId, event, deadline, functionArn, attempt + 1);
        }
    }

    /** A runtime waiting for its next event; the signal tells that there may be one. */
    private static final class Poll {
        final HttpMessage request;
        final HttpConnection connection;
        CompletableFuture<Void> signal = new CompletableFuture<>();

        Poll(HttpMessage request, HttpConnection connection) {
            this.request = request;
            this.connection = connection;
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BASE = "/2018-06-01/runtime";
    private static final int ASYNCHRONOUS_ATTEMPTS = 3;

    /** NUL bytes between the prelude and the body of a streamed response. */
    private static final int PRELUDE_END = 8;

    private static final Pattern ARN = Pattern.compile("arn:[^:]+:lambda:([^:]+):\\d+:function:([^:]+)(?::.*)?");
    private static final Pattern ANSWER = Pattern.compile(BASE + "/invocation/([^/]+)/(response|error)");
    private static final byte[] ACCEPTED = "{\"status\":\"OK\"}\n".getBytes(StandardCharsets.UTF_8);
    private static final List<Map.Entry<String, String>> AS_JSON =
            List.of(Map.entry("Content-Type", "application/json"));

    private final HttpListener api = new HttpListener("lambda-runtime-api", this::handle);
    private final LambdaGateway gateway = new LambdaGateway(LambdaGateway.Kind.HTTP_API, this);
    private final LambdaGateway functionUrl = new LambdaGateway(LambdaGateway.Kind.FUNCTION_URL, this);
    private final InvokeApi invokeApi = new InvokeApi(this);
    private final Journal<InitError> initErrors = new Journal<>();
    private final Journal<EventOutcome> outcomes = new Journal<>();
    private final Journal<EventOutcome> asynchronous = new Journal<>();

    private final Deque<PendingEvent> queue = new ArrayDeque<>();
    private PendingEvent inHand;
    private Poll poll;
    private CompletableFuture<Void> firstNext = new CompletableFuture<>();
    private volatile boolean redeliver;
    private volatile boolean closed;
    private volatile Duration deadline = PATIENCE;
    private volatile String functionArn = "arn:aws:lambda:eu-central-1:123456789012:function:code-generation";

    private LambdaRuntime() {}

    /** Starts an environment in which nothing runs yet. */
    public static LambdaRuntime start() {
        return new LambdaRuntime();
    }

    /** Host and port, the value for {@code AWS_LAMBDA_RUNTIME_API}. */
    public String address() {
        return api.address();
    }

    /**
     * Base URL of the HTTP API in front of the function: requests become events of payload format 2.0, {@code POST
     * /_lambda_} hands over a raw event and answers with the raw payload (500 with the error's payload for an error). The
     * path in the event is decoded, as HTTP APIs do it. An invocation that ends with an error is a 502, one that takes
     * longer than the {@link #gatewayLimit(Duration)} a 503.
     */
    public String frontUrl() {
        return gateway.url();
    }

    /** Base URL of the Function URL: as {@link #frontUrl()}, but with the path as it came and without a time limit. */
    public String functionUrl() {
        return functionUrl.url();
    }

    /** Endpoint of {@link #invokeApi()}, the value for {@code AWS_ENDPOINT_URL_LAMBDA}. */
    public String invokeUrl() {
        return invokeApi.url();
    }

    /**
     * Lambda's Invoke: what it takes waits for the process behind this runtime like every other event, and has the same
     * time.
     */
    public InvokeApi invokeApi() {
        return invokeApi;
    }

    /**
     * Whether an asynchronous event whose invocation crashed or ended with an error is delivered again, with the same
     * request id and two times at most, as Lambda does it after a minute or two; here at once. Not unless set.
     */
    public LambdaRuntime redeliverCrashed(boolean again) {
        redeliver = again;
        return this;
    }

    /** How long the HTTP API waits, 30 s unless set; the function goes on. */
    public LambdaRuntime gatewayLimit(Duration limit) {
        gateway.limit(limit);
        return this;
    }

    /** Lets a test change the events that both doors make: an authorizer, a stage, a custom domain. */
    public LambdaRuntime changeEvents(UnaryOperator<ObjectNode> change) {
        gateway.change(change);
        functionUrl.change(change);
        return this;
    }

    /** The ARN that invocations come with from now on, with or without an alias. */
    public LambdaRuntime functionArn(String arn) {
        functionArn = Objects.requireNonNull(arn);
        return this;
    }

    /** The time that invocations without a setting of their own and those through the doors have, 60 s unless set. */
    public LambdaRuntime deadline(Duration time) {
        deadline = Objects.requireNonNull(time);
        return this;
    }

    /** No deadline is told to invocations without a setting of their own, as by the mock event server of Quarkus. */
    public LambdaRuntime noDeadline() {
        deadline = null;
        return this;
    }

    /** For invocations that end so long after the event is handed over. */
    public Invoker withDeadline(Duration time) {
        return new Invoker(Objects.requireNonNull(time));
    }

    /** For invocations without {@code Lambda-Runtime-Deadline-Ms}. */
    public Invoker withoutDeadline() {
        return new Invoker(null);
    }

    /** Queues the event and returns at once. */
    public CompletableFuture<EventOutcome> submit(JsonNode event) {
        return new Invoker(deadline).submit(event);
    }

    /** Invokes and waits for the outcome, 60 s at most. */
    public EventOutcome invoke(JsonNode event) {
        return new Invoker(deadline).invoke(event);
    }

    /**
     * Invokes and waits for the outcome.
     *
     * @throws AssertionError if there is none in time; an event that is still queued is then withdrawn
     */
    public EventOutcome invoke(JsonNode event, Duration timeout) {
        return new Invoker(deadline).invoke(event, timeout);
    }

    /**
     * Returns once the runtime has asked for its first event, which ends its initialisation.
     *
     * @throws AssertionError if it did not in time, reported an error of its initialisation, or ended
     */
    public void awaitFirstNext(Duration timeout) {
        CompletableFuture<Void> awaited;
        synchronized (this) {
            awaited = firstNext;
        }
        get(awaited, timeout, "the runtime did not ask for an event");
    }

    /** Errors of the initialisation, oldest first. */
    public List<InitError> initErrors() {
        return initErrors.entries();
    }

    /** Every outcome so far, oldest first. */
    public List<EventOutcome> outcomes() {
        return outcomes.entries();
    }

    /**
     * The outcomes of asynchronous invocations, oldest first, once there are so many.
     *
     * @throws AssertionError if there are not in time
     */
    public List<EventOutcome> awaitAsynchronous(int count, Duration timeout) {
        return asynchronous.await(count, timeout);
    }

    /** The outcomes of asynchronous invocations so far, oldest first; they are among {@link #outcomes()}, too. */
    public List<EventOutcome> asynchronousOutcomes() {
        return asynchronous.entries();
    }

    /** Closes everything; invocations without an outcome end with {@code Runtime.ExitError}. */
    @Override
    public void close() {
        closed = true;
        invokeApi.close();
        gateway.close();
        functionUrl.close();
        api.close();
        List<PendingEvent> left;
        synchronized (this) {
            left = new ArrayList<>(queue);
            queue.clear();
        }
        left.forEach(this::crashed);
        processEnded();
    }

    /** A process is about to be started: the first event that it asks for is what is waited for from now on. */
    synchronized void processStarts() {
        firstNext = new CompletableFuture<>();
    }

    /** The process behind the Runtime API is gone: what it had in hand is lost, the next one starts afresh. */
    void processEnded() {
        PendingEvent lost;
        CompletableFuture<Void> awaited;
        synchronized (this) {
            lost = inHand;
            inHand = null;
            poll = null;
            awaited = firstNext;
        }
        awaited.completeExceptionally(new IllegalStateException("the process ended"));
        crashed(lost);
    }

    String region() {
        return arn(1);
    }

    String functionName() {
        return arn(2);
    }

    /** Queues an asynchronous event; the qualifier, empty for none, is part of the ARN that it comes with. */
    void deliver(byte[] event, String requestId, String qualifier) {
        String arn = functionArn.substring(0, functionArn.indexOf(":function:"))
                + ":function:"
                + functionName()
                + (qualifier.isEmpty() ? "" : ":" + qualifier);
        enqueue(new PendingEvent(requestId, event, deadline, arn, 1));
    }

    private String arn(int part) {
        Matcher parts = ARN.matcher(functionArn);
        if (!parts.matches()) {
            throw new IllegalStateException("not the ARN of a function: " + functionArn);
        }
        return parts.group(part);
    }

    private PendingEvent invocation(JsonNode event, Duration time) {
        try {
            return new PendingEvent(UUID.randomUUID().toString(), JSON.writeValueAsBytes(event), time, functionArn, 0);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private PendingEvent enqueue(PendingEvent invocation) {
        synchronized (this) {
            queue.add(invocation);
            if (poll != null) {
                poll.signal.complete(null);
            }
        }
        return invocation;
    }

    private EventOutcome await(PendingEvent invocation, Duration timeout) {
        try {
            return get(invocation.outcome, timeout, "no outcome of the invocation");
        } finally {
            synchronized (this) {
                queue.remove(invocation);
            }
        }
    }

    private static <T> T get(CompletableFuture<T> future, Duration timeout, String otherwise) {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(otherwise + " within " + timeout);
        } catch (ExecutionException e) {
            throw new AssertionError(otherwise + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void handle(HttpMessage request, HttpConnection connection) throws IOException {
        String call = request.method() + " " + request.rawPath();
        Matcher answer = ANSWER.matcher(request.rawPath());
        if (call.equals("GET " + BASE + "/invocation/next")) {
            next(new Poll(request, connection));
        } else if (call.equals("POST " + BASE + "/init/error")) {
            JsonNode payload = payload(request);
            InitError error = new InitError(errorType(request, payload), payload);
            initErrors.add(error);
            synchronized (this) {
                firstNext.completeExceptionally(new IllegalStateException(error.toString()));
            }
            connection.send(request, 202, AS_JSON, ACCEPTED);
        } else if (answer.matches() && request.method().equals("POST")) {
            answered(answer.group(1), answer.group(2).equals("error"), request, connection);
        } else {
            refuse(request, connection, 404, "NotFound");
        }
    }

    private void next(Poll newest) throws IOException {
        PendingEvent lost;
        synchronized (this) {
            lost = inHand;
            inHand = null;
            // An environment has one process: an older poll belongs to one that is gone.
            if (poll != null) {
                poll.connection.close();
            }
            poll = newest;
            firstNext.complete(null);
        }
        crashed(lost);
        PendingEvent invocation = take(newest);
        if (invocation == null) {
            newest.connection.close();
            return;
        }
        newest.connection.send(newest.request, 200, fields(invocation), invocation.event);
    }

    /** Waits for an event; null when the runtime leaves before there is one, which then waits for the next runtime. */
    private PendingEvent take(Poll newest) throws IOException {
        while (true) {
            CompletableFuture<Void> signal;
            synchronized (this) {
                signal = queue.isEmpty() ? new CompletableFuture<>() : CompletableFuture.completedFuture(null);
                newest.signal = signal;
            }
            boolean present = newest.connection.awaitInCompany(signal);
            synchronized (this) {
                if (poll != newest || !present) {
                    poll = poll == newest ? null : poll;
                    return null;
                }
                // Its caller may have withdrawn it.
                if (!queue.isEmpty()) {
                    poll = null;
                    inHand = queue.remove();
                    inHand.begun = System.nanoTime();
                    return inHand;
                }
            }
        }
    }

    private void answered(String requestId, boolean error, HttpMessage request, HttpConnection connection)
            throws IOException {
        PendingEvent invocation;
        synchronized (this) {
            if (inHand == null || !inHand.requestId.equals(requestId)) {
                invocation = null;
            } else {
                invocation = inHand;
                inHand = null;
            }
        }
        if (invocation == null) {
            refuse(request, connection, 400, "InvalidRequestID");
            return;
        }
        try {
            connection.send(request, 202, AS_JSON, ACCEPTED);
        } finally {
            JsonNode payload = streamed(request) ? joined(request) : payload(request);
            complete(invocation, payload, error, error ? errorType(request, payload) : null);
        }
    }

    private static void refuse(HttpMessage request, HttpConnection connection, int status, String errorType)
            throws IOException {
        ObjectNode body = JSON.createObjectNode().put("errorMessage", errorType).put("errorType", errorType);
        connection.send(request, status, AS_JSON, JSON.writeValueAsBytes(body));
    }

    private static List<Map.Entry<String, String>> fields(PendingEvent invocation) {
        List<Map.Entry<String, String>> fields = new ArrayList<>(AS_JSON);
        fields.add(Map.entry("Lambda-Runtime-Aws-Request-Id", invocation.requestId));
        fields.add(Map.entry("Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn));
        fields.add(Map.entry("Lambda-Runtime-Trace-Id", TraceId.next() + ";Parent=53995c3f42cd8ad8;Sampled=0"));
        if (invocation.deadline != null) {
            long end = System.currentTimeMillis() + invocation.deadline.toMillis();
            fields.add(Map.entry("Lambda-Runtime-Deadline-Ms", Long.toString(end)));
        }
        return fields;
    }

    private void crashed(PendingEvent invocation) {
        if (invocation != null) {
            ObjectNode payload = JSON.createObjectNode()
                    .put("errorType", "Runtime.ExitError")
                    .put("errorMessage", "RequestId: " + invocation.requestId + " Error: Runtime exited");
            complete(invocation, payload, true, "Runtime.ExitError");
        }
    }

    private void complete(PendingEvent invocation, JsonNode payload, boolean error, String errorType) {
        Duration took = Duration.ofNanos(System.nanoTime() - invocation.begun);
        EventOutcome outcome = new EventOutcome(invocation.requestId, payload, error, errorType, took);
        outcomes.add(outcome);
        invocation.outcome.complete(outcome);
        if (invocation.attempt > 0) {
            asynchronous.add(outcome);
            if (error && redeliver && !closed && invocation.attempt < ASYNCHRONOUS_ATTEMPTS) {
                enqueue(invocation.again());
            }
        }
    }

    private static String errorType(HttpMessage request, JsonNode payload) {
        return request.headers()
                .firstValue("Lambda-Runtime-Function-Error-Type")
                .orElseGet(() -> payload.path("errorType").asText(null));
    }

    private static boolean streamed(HttpMessage request) {
        return request.headers()
                .firstValue("Lambda-Runtime-Function-Response-Mode")
                .filter("streaming"::equals)
                .isPresent();
    }

    /** A response in the streaming form, as it would have been sent in one piece: its prelude, and the body as base64. */
    private static JsonNode joined(HttpMessage request) throws IOException {
        byte[] bytes = request.body();
        int end = 0;
        while (bytes[end] != 0) {
            end++;
        }
        byte[] body = Arrays.copyOfRange(bytes, end + PRELUDE_END, bytes.length);
        return ((ObjectNode) JSON.readTree(bytes, 0, end))
                .put("body", Base64.getEncoder().encodeToString(body))
                .put("isBase64Encoded", true);
    }

    private static JsonNode payload(HttpMessage request) {
        if (request.body().length == 0) {
            return NullNode.getInstance();
        }
        try {
            return JSON.readTree(request.body());
        } catch (IOException e) {
            return TextNode.valueOf(new String(request.body(), StandardCharsets.UTF_8));
        }
    }
}
