package io.codegeneration.aws;

import io.codegeneration.generation.Rehearsal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * One service's way to the network: an HTTP client of the SDK whose connections can be opened beforehand, and which is left
 * out by what belongs to a {@link Rehearsal}. Thread-safe.
 */
public final class Transport implements SdkHttpClient {

    private final Supplier<SdkHttpClient> maker;
    private final Rehearsal rehearsal;
    private final UnaryOperator<String> reply;
    private SdkHttpClient client;

    /**
     * Connects nowhere yet.
     *
     * @param client makes what sends, when it is needed; closed with this
     * @param reply what the service would answer with 200 in a rehearsal, by the rehearsal's mark
     */
    public Transport(Supplier<SdkHttpClient> client, Rehearsal rehearsal, UnaryOperator<String> reply) {
        this.maker = client;
        this.rehearsal = rehearsal;
        this.reply = reply;
    }

    /**
     * Opens connections side by side and leaves them to the client's pool. Over each goes an unsigned GET, whatever is
     * answered, since a client opens a connection for a request only.
     *
     * @throws IOException if one cannot be opened
     */
    public void connect(URI endpoint, int count) throws IOException, InterruptedException {
        SdkHttpRequest request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(endpoint)
                .encodedPath("/")
                .build();
        CountDownLatch unanswered = new CountDownLatch(count);
        List<FutureTask<Void>> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connections.add(new FutureTask<>(() -> connect(request, unanswered)));
        }
        for (FutureTask<Void> connection : connections.subList(1, count)) {
            Thread thread = new Thread(connection, "warm-up connection");
            thread.setDaemon(true);
            thread.start();
        }
        connections.get(0).run();
        for (FutureTask<Void> connection : connections) {
            try {
                connection.get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            }
        }
    }

    /** A connection is in use until its answer is read: it is held so long that no other request can take it over. */
    private Void connect(SdkHttpRequest request, CountDownLatch unanswered) throws IOException, InterruptedException {
        HttpExecuteResponse response;
        try {
            response = client().prepareRequest(
                            HttpExecuteRequest.builder().request(request).build())
                    .call();
        } finally {
            unanswered.countDown();
        }
        unanswered.await();
        try (InputStream body = response.responseBody().orElse(null)) {
            if (body != null) {
                body.transferTo(OutputStream.nullOutputStream());
            }
        }
        return null;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        String mark = rehearsal.mark();
        return mark != null && rehearsal.covers(content(request))
                ? new RehearsedRequest(reply.apply(mark))
                : client().prepareRequest(request);
    }

    /** Only read during a rehearsal; the requests of the SDK can be read again. */
    private static byte[] content(HttpExecuteRequest request) {
        ContentStreamProvider content = request.contentStreamProvider().orElse(null);
        if (content == null) {
            return new byte[0];
        }
        try (InputStream body = content.newStream()) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String clientName() {
        return "UrlConnection";
    }

    private synchronized SdkHttpClient client() {
        if (client == null) {
            client = maker.get();
        }
        return client;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
