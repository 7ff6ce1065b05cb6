package io.codegeneration.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A proxy for an S3 server, on an ephemeral port of 127.0.0.1. It passes everything on unchanged, except for the faults that
 * are set. Of several faults that fit a request, the one that was set first applies. A predicate runs on the thread that serves the request
 * and may act as well as judge. Thread-safe.
 *
 * <p>Requests for one key are handed on one at a time: S3's conditional writes are atomic, S3Mock's are not, and of several
 * at once more than one may win there. Tests of such races go through one proxy.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3's errors</a>
 */
public final class FaultyProxy implements AutoCloseable {

    /**
     * One request, recorded when it was read whole and before anything is done with it.
     *
     * @param path as it came, percent-encoded: {@code /bucket/key}
     * @param query as it came, without its question mark; empty if there is none
     * @param body as it came, {@code aws-chunked} framing included
     */
    public record ProxiedRequest(String method, String path, String query, HttpHeaders headers, byte[] body) {

        /** The first value of a header, or null. */
        public String header(String name) {
            return headers.firstValue(name).orElse(null);
        }
    }

    private interface Treatment {

        void apply(HttpMessage request, HttpConnection connection) throws IOException;
    }

    /** A fault that strikes a number of times. */
    private static final class LimitedFault {
        final Predicate<ProxiedRequest> predicate;
        final Treatment treatment;
        final AtomicInteger left;

        LimitedFault(Predicate<ProxiedRequest> predicate, Treatment treatment, int left) {
            this.predicate = predicate;
            this.treatment = treatment;
            this.left = new AtomicInteger(left);
        }
    }

    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection", "keep-alive", "transfer-encoding", "content-length", "expect", "upgrade", "http2-settings");

    private final URI target;
    private final HttpListener listener;
    private final Journal<ProxiedRequest> requests = new Journal<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();
    private final List<LimitedFault> faults = new CopyOnWriteArrayList<>();

    private FaultyProxy(URI target) {
        this.target = target;
        this.listener = new HttpListener("faulty-proxy", this::handle);
    }

    /** Starts a proxy without faults before the server at the URL, which needs a port. */
    public static FaultyProxy before(String url) {
        return new FaultyProxy(URI.create(url));
    }

    /** Starts a proxy without faults. */
    public static FaultyProxy before(S3Server server) {
        return before(server.url());
    }

    /** The endpoint, for {@code AWS_ENDPOINT_URL_S3}; without a slash at its end. */
    public String url() {
        return listener.url();
    }

    /** Answers these requests with an error of S3, until {@link #clear()}; the server does not see them. */
    public FaultyProxy failing(Predicate<ProxiedRequest> which, int status, String s3ErrorCode) {
        return add(which, error(status, s3ErrorCode), Integer.MAX_VALUE);
    }

    /** Answers the next requests with an error of S3. */
    public FaultyProxy failNext(int count, int status, String s3ErrorCode) {
        return failNext(count, request -> true, status, s3ErrorCode);
    }

    /** Answers the next of these requests with an error of S3. */
    public FaultyProxy failNext(int count, Predicate<ProxiedRequest> which, int status, String s3ErrorCode) {
        return add(which, error(status, s3ErrorCode), count);
    }

    /** Leaves these requests unanswered, until the client goes or the proxy is closed; the server does not see them. */
    public FaultyProxy hang(Predicate<ProxiedRequest> which) {
        return add(which, (request, connection) -> connection.awaitEnd(), Integer.MAX_VALUE);
    }

    /** Lets the server carry out the next of these requests, but closes the connection instead of answering. */
    public FaultyProxy loseAnswers(int count, Predicate<ProxiedRequest> which) {
        return add(
                which,
                (request, connection) -> {
                    forward(request);
                    connection.close();
                },
                count);
    }

    /** Sends only the first half of the next answers' bodies and closes the connection. */
    public FaultyProxy breakOff(int count, Predicate<ProxiedRequest> which) {
        return add(
                which,
                (request, connection) -> {
                    HttpMessage answer = forward(request);
                    connection.sendHalf(request, answer.status(), answer.fields(), answer.body());
                },
                count);
    }

    /** Holds these requests back until the gate is completed, then hands them on. */
    public FaultyProxy hold(Predicate<ProxiedRequest> which, CompletableFuture<?> gate) {
        return add(
                which,
                (request, connection) -> {
                    if (connection.await(gate)) {
                        pass(request, connection);
                    }
                },
                Integer.MAX_VALUE);
    }

    /** Takes all faults back; what hangs or is held stays so. */
    public FaultyProxy clear() {
        faults.clear();
        return this;
    }

    /** Takes all faults back and forgets what was recorded. */
    public FaultyProxy reset() {
        clear();
        requests.clear();
        return this;
    }

    /** Everything received, failed or not, oldest first; a copy. */
    public List<ProxiedRequest> requests() {
        return requests.entries();
    }

    /**
     * Waits until so many requests were received.
     *
     * @throws AssertionError if they were not in time
     */
    public List<ProxiedRequest> awaitRequests(int count, Duration timeout) {
        return requests.await(count, timeout);
    }

    /** Closes every connection from this side, as a server does with idle ones; new ones are accepted. */
    public void dropConnections() {
        listener.dropConnections();
    }

    /** Connections accepted since the start. */
    public int connections() {
        return listener.connections();
    }

    /** Stops listening and closes every connection; the server behind goes on. */
    @Override
    public void close() {
        listener.close();
    }

    private FaultyProxy add(Predicate<ProxiedRequest> which, Treatment treatment, int count) {
        faults.add(new LimitedFault(which, treatment, count));
        return this;
    }

    private void handle(HttpMessage message, HttpConnection connection) throws IOException {
        ProxiedRequest request = new ProxiedRequest(
                message.method(), message.rawPath(), message.rawQuery(), message.headers(), message.body());
        requests.add(request);
        treatment(request).apply(message, connection);
    }

    private Treatment treatment(ProxiedRequest request) {
        return faults.stream()
                .filter(fault ->
                        fault.left.get() > 0 && fault.predicate.test(request) && fault.left.getAndDecrement() > 0)
                .map(fault -> fault.treatment)
                .findFirst()
                .orElse(this::pass);
    }

    private void pass(HttpMessage request, HttpConnection connection) throws IOException {
        HttpMessage answer = forward(request);
        connection.send(request, answer.status(), answer.fields(), answer.body());
    }

    /** One connection a request: nothing of the proxy's own can then go stale between client and server. */
    private HttpMessage forward(HttpMessage request) throws IOException {
        List<Map.Entry<String, String>> fields = new ArrayList<>(request.fields());
        fields.removeIf(field -> HOP_BY_HOP.contains(field.getKey().toLowerCase(Locale.ROOT)));
        fields.add(Map.entry("Connection", "close"));
        fields.add(Map.entry("Content-Length", Integer.toString(request.body().length)));
        HttpMessage forwarded = new HttpMessage(request.startLine(), fields, request.body());
        synchronized (locks.computeIfAbsent(request.rawPath(), path -> new Object())) {
            try (Socket socket = new Socket(target.getHost(), target.getPort())) {
                socket.setTcpNoDelay(true);
                socket.getOutputStream().write(forwarded.bytes());
                return HttpMessage.readResponse(new BufferedInputStream(socket.getInputStream()), request.method());
            }
        }
    }

    private static Treatment error(int status, String code) {
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code><Message>" + code
                + "</Message><RequestId>" + UUID.randomUUID() + "</RequestId><HostId>host</HostId></Error>";
        List<Map.Entry<String, String>> fields = List.of(
                Map.entry("Content-Type", "application/xml"),
                Map.entry("x-amz-request-id", UUID.randomUUID().toString()));
        return (request, connection) -> connection.send(request, status, fields, body.getBytes(StandardCharsets.UTF_8));
    }
}
