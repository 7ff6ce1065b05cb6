package io.codegeneration.aws;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.BiFunction;
import javax.net.ssl.SSLSocketFactory;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * An HTTP/1.1 client for the SDK and one service. It keeps connections and checks each one before it uses it again, so that no
 * request fails because the other side has closed an idle connection. It never repeats a request if a byte of it may have been
 * sent. It stops everything at the {@link TimeLimit} of the call. Connections can be opened in advance. Requests of the {@link
 * Rehearsal} are answered here and not sent. Thread-safe.
 *
 * <p>TLS is that of the JDK: {@code javax.net.ssl.*} properties apply, host names are verified, and sessions are resumed. The
 * variables {@code HTTPS_PROXY} and {@code NO_PROXY} are read once.
 */
public final class Transport implements SdkHttpClient {

    private final HttpLimits limits;
    private final Rehearsal rehearsal;
    private final BiFunction<String, String, RehearsedReply> reply;
    private final Connector connector;
    private final ConnectionPool pool;

    /**
     * Creates a client without a rehearsal. Opens no connection.
     *
     * @throws io.quarkus.runtime.configuration.ConfigurationException if {@code HTTPS_PROXY} is not the address of a proxy
     */
    public Transport(HttpLimits limits) {
        this(limits, new Rehearsal(), (path, mark) -> RehearsedReply.json(""));
    }

    /**
     * Creates a client. Opens no connection.
     *
     * @param reply returns the simulated answer of the service, by the path of the request and the mark of the rehearsal
     * @throws io.quarkus.runtime.configuration.ConfigurationException if {@code HTTPS_PROXY} is not the address of a proxy
     */
    public Transport(HttpLimits limits, Rehearsal rehearsal, BiFunction<String, String, RehearsedReply> reply) {
        this(
                limits,
                rehearsal,
                reply,
                new Connector(
                        limits,
                        () -> (SSLSocketFactory) SSLSocketFactory.getDefault(),
                        ProxySettings.configured(),
                        InetAddress::getAllByName),
                new ConnectionPool(ConnectionPool.Moment::now));
    }

    Transport(
            HttpLimits limits,
            Rehearsal rehearsal,
            BiFunction<String, String, RehearsedReply> reply,
            Connector connector,
            ConnectionPool pool) {
        this.limits = limits;
        this.rehearsal = rehearsal;
        this.reply = reply;
        this.connector = connector;
        this.pool = pool;
    }

    /**
     * Opens connections in parallel and keeps them for the first requests. Sends only what TLS needs.
     *
     * @throws IOException if a connection cannot be opened
     */
    public void connect(URI endpoint, int count) throws IOException, InterruptedException {
        Route route = Route.to(endpoint);
        List<FutureTask<Connection>> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connections.add(new FutureTask<>(() -> {
                Connection connection = connector.open(route, TimeLimit.current(), socket -> {});
                pool.give(connection);
                return connection;
            }));
        }
        for (FutureTask<Connection> connection : connections.subList(1, count)) {
            Thread thread = new Thread(connection, "warm-up connection");
            thread.setDaemon(true);
            thread.start();
        }
        connections.get(0).run();
        IOException failure = null;
        for (FutureTask<Connection> connection : connections) {
            try {
                connection.get();
            } catch (ExecutionException e) {
                failure = new IOException(e.getCause());
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Reads what has arrived on idle connections, such as TLS session tickets, so that no request waits for it. */
    public void readPending() {
        pool.readPending();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        String mark = rehearsal.mark();
        return mark != null && rehearsal.covers(content(request))
                ? new RehearsedRequest(reply.apply(request.httpRequest().encodedPath(), mark))
                : new Exchange(request, pool, connector, limits);
    }

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

    /** Becomes part of the SDK's user agent. */
    @Override
    public String clientName() {
        return "HttpCore";
    }

    /** Closes idle connections now, and the others after their responses. */
    @Override
    public void close() {
        pool.close();
    }
}
