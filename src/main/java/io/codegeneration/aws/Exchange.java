package io.codegeneration.aws;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * One request and its response. The request is sent only once. If a kept connection turns out to be closed before the first byte
 * was sent, a new connection is opened.
 */
final class Exchange implements ExecutableHttpRequest {

    /** How long to wait for 100 (Continue). */
    private static final Duration CONTINUE_LIMIT = Duration.ofSeconds(1);

    private final HttpExecuteRequest execution;
    private final Route route;
    private final ConnectionPool pool;
    private final Connector connector;
    private final HttpLimits limits;
    private final TimeLimit callLimit = TimeLimit.current();

    /** What {@link #abort} closes. */
    private Closeable current;

    private boolean aborted;

    Exchange(HttpExecuteRequest execution, ConnectionPool pool, Connector connector, HttpLimits limits) {
        this.execution = execution;
        this.pool = pool;
        this.connector = connector;
        this.limits = limits;
        SdkHttpRequest request = execution.httpRequest();
        route = Route.of(request.protocol(), request.host(), request.port());
    }

    /**
     * Sends the request and reads the head of the response.
     *
     * @throws ApiCallTimeoutException if the time limit of the SDK's call is exceeded; the SDK does not repeat the call then
     * @throws IOException if there is no response
     */
    @Override
    public HttpExecuteResponse call() throws IOException {
        if (callLimit.isOver()) {
            throw timeout(null);
        }
        TimeLimit limit = callLimit.atMost(limits.attempt());
        Connection kept = pool.take(route);
        try {
            if (kept != null) {
                try {
                    return send(kept, limit);
                } catch (IOException e) {
                    if (kept.hasSent() || isAborted()) {
                        throw e;
                    }
                }
            }
            return send(connector.open(route, limit, this::use), limit);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Aborts the request. A thread that waits for it gets an exception. */
    @Override
    public synchronized void abort() {
        aborted = true;
        if (current != null) {
            close(current);
        }
    }

    /** Converts a failure for the SDK, which must not repeat the call if the time limit of the call is exceeded. */
    IOException failure(IOException e) {
        if (callLimit.isOver()) {
            throw timeout(e);
        }
        return e;
    }

    /** Returns a connection to the pool after the last byte of a response, or closes it. */
    void release(Connection connection, boolean staysOpen) {
        synchronized (this) {
            current = null;
        }
        if (staysOpen) {
            pool.give(connection);
        } else {
            connection.close();
        }
    }

    private HttpExecuteResponse send(Connection connection, TimeLimit limit) throws IOException {
        use(connection);
        connection.begin(limit, limits.silence());
        try {
            ClassicHttpRequest request = request();
            ClassicHttpResponse response = connection.exchange(request, continueLimit(request));
            return converted(response, body(connection, request, response));
        } catch (HttpException e) {
            connection.close();
            throw new IOException("the response is not HTTP: " + e.getMessage(), e);
        } catch (IOException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    private synchronized void use(Closeable connection) throws IOException {
        current = connection;
        if (aborted) {
            close(connection);
            throw new SocketException("aborted");
        }
    }

    private static void close(Closeable connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // The connection is not used again.
        }
    }

    private synchronized boolean isAborted() {
        return aborted;
    }

    private static ApiCallTimeoutException timeout(IOException e) {
        ApiCallTimeoutException timeout = ApiCallTimeoutException.builder()
                .message("The time limit of this call is exceeded")
                .build();
        if (e != null) {
            // The SDK would repeat the call if this were the cause.
            timeout.addSuppressed(e);
        }
        return timeout;
    }

    private ClassicHttpRequest request() throws IOException {
        SdkHttpRequest sdk = execution.httpRequest();
        String query =
                sdk.encodedQueryParameters().map(parameters -> "?" + parameters).orElse("");
        String path = sdk.encodedPath().isEmpty() ? "/" : sdk.encodedPath();
        ClassicHttpRequest request = new BasicClassicHttpRequest(sdk.method().name(), path + query);
        for (Map.Entry<String, List<String>> field : sdk.headers().entrySet()) {
            for (String value : field.getValue()) {
                request.addHeader(field.getKey(), value);
            }
        }
        if (!request.containsHeader(HttpHeaders.HOST)) {
            request.setHeader(HttpHeaders.HOST, route.authority());
        }
        Optional<ContentStreamProvider> content = execution.contentStreamProvider();
        if (content.isPresent()) {
            if (!request.containsHeader(HttpHeaders.CONTENT_LENGTH)
                    && !request.containsHeader(HttpHeaders.TRANSFER_ENCODING)) {
                request.setHeader(HttpHeaders.TRANSFER_ENCODING, "chunked");
            }
            request.setEntity(new RequestBody(content.get()));
        }
        return request;
    }

    private static Duration continueLimit(ClassicHttpRequest request) {
        Header expect = request.getFirstHeader(HttpHeaders.EXPECT);
        return expect != null && "100-continue".equalsIgnoreCase(expect.getValue()) ? CONTINUE_LIMIT : Duration.ZERO;
    }

    /** Returns the content of a response. If there is none, releases the connection and returns null. */
    private ResponseBody body(Connection connection, ClassicHttpRequest request, ClassicHttpResponse response)
            throws IOException {
        boolean staysOpen = connection.staysOpen(request, response);
        HttpEntity entity = response.getEntity();
        if (entity == null || entity.getContentLength() == 0) {
            release(connection, staysOpen);
            return null;
        }
        return new ResponseBody(entity, this, connection, staysOpen);
    }

    private static HttpExecuteResponse converted(ClassicHttpResponse response, ResponseBody body) {
        SdkHttpFullResponse.Builder head =
                SdkHttpFullResponse.builder().statusCode(response.getCode()).statusText(response.getReasonPhrase());
        for (Header field : response.getHeaders()) {
            head.appendHeader(field.getName(), field.getValue() == null ? "" : field.getValue());
        }
        HttpExecuteResponse.Builder converted = HttpExecuteResponse.builder().response(head.build());
        if (body != null) {
            converted.responseBody(AbortableInputStream.create(body, body));
        }
        return converted.build();
    }

    /** The content of an SDK request, which can be read more than once. */
    private static final class RequestBody extends AbstractHttpEntity {

        private final ContentStreamProvider content;

        RequestBody(ContentStreamProvider content) {
            super((String) null, null);
            this.content = content;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            try (InputStream in = content.newStream()) {
                in.transferTo(out);
            }
        }

        @Override
        public InputStream getContent() {
            return content.newStream();
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public boolean isStreaming() {
            return false;
        }

        /** Unknown. The header of the request may have it. */
        @Override
        public long getContentLength() {
            return -1;
        }

        @Override
        public void close() {
            // writeTo closes its stream.
        }
    }
}
