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
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocketFactory;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * One service's way to the network: an HTTP/1.1 client for the SDK. It keeps connections and looks at each before it is used
 * again, so that one which the other side has closed costs no request; it never sends a request again of which a byte may
 * have left; and it ends everything with the {@link TimeLimit} of the call. Its connections can be opened beforehand. What
 * belongs to a {@link Rehearsal} is answered here and sent nowhere. Thread-safe.
 *
 * <p>TLS is the JDK's: {@code javax.net.ssl.*} properties hold, names are verified, sessions are resumed. The variables
 * {@code HTTPS_PROXY} and {@code NO_PROXY} are read once.
 */
public final class Transport implements SdkHttpClient {

    private final HttpLimits limits;
    private final Rehearsal rehearsal;
    private final UnaryOperator<String> reply;
    private final Connector connector;
    private final ConnectionPool pool;

    /**
     * A client that no rehearsal reaches. Connects nowhere yet.
     *
     * @throws io.quarkus.runtime.configuration.ConfigurationException if {@code HTTPS_PROXY} is no address of a proxy
     */
    public Transport(HttpLimits limits) {
        this(limits, new Rehearsal(), mark -> "");
    }

    /**
     * Connects nowhere yet.
     *
     * @param reply what the service would answer with 200 in a rehearsal, by the rehearsal's mark
     * @throws io.quarkus.runtime.configuration.ConfigurationException if {@code HTTPS_PROXY} is no address of a proxy
     */
    public Transport(HttpLimits limits, Rehearsal rehearsal, UnaryOperator<String> reply) {
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
            UnaryOperator<String> reply,
            Connector connector,
            ConnectionPool pool) {
        this.limits = limits;
        this.rehearsal = rehearsal;
        this.reply = reply;
        this.connector = connector;
        this.pool = pool;
    }

    /**
     * Opens connections side by side and keeps them for the first requests. Nothing is sent over them but what TLS needs.
     *
     * @throws IOException if one cannot be opened
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

    /** Takes in what servers have sent over idle connections, such as session tickets, so that no request has to. */
    public void readPending() {
        pool.readPending();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        String mark = rehearsal.mark();
        return mark != null && rehearsal.covers(content(request))
                ? new RehearsedRequest(reply.apply(mark))
                : new Exchange(request, pool, connector, limits);
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

    /** Part of the user agent that the SDK sends. */
    @Override
    public String clientName() {
        return "HttpCore";
    }

    /** Closes idle connections; those in use are closed after their response. */
    @Override
    public void close() {
        pool.close();
    }
}
