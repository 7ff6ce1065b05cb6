package io.codegeneration.aws;

import io.codegeneration.aws.ProxySettings.Proxy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.Method;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** Opens connections: resolves host names, uses the proxy if there is one, and does the TLS handshake. Thread-safe. */
final class Connector {

    /** Returns at least one address of a host. */
    @FunctionalInterface
    interface Resolver {

        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** Learns of each new socket, so that it can close the socket to abort the opening. */
    @FunctionalInterface
    interface OpeningListener {

        /** @throws IOException if the opening was aborted */
        void beforeConnect(ChannelSocket socket) throws IOException;
    }

    private static final Pattern IP_ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private static final int SUCCESS = 200;
    private static final int REDIRECTION = 300;

    private final HttpLimits limits;
    private final Supplier<SSLSocketFactory> tls;
    private final ProxySettings proxies;
    private final Resolver resolver;

    /** @param tls called for each connection with TLS, not before */
    Connector(HttpLimits limits, Supplier<SSLSocketFactory> tls, ProxySettings proxies, Resolver resolver) {
        this.limits = limits;
        this.tls = tls;
        this.proxies = proxies;
        this.resolver = resolver;
    }

    /**
     * Opens a connection.
     *
     * @param listener called before each socket is connected
     * @throws UnknownHostException if the host has no address
     * @throws ConnectException if no connection could be opened
     */
    Connection open(Route route, TimeLimit limit, OpeningListener listener) throws IOException {
        Optional<Proxy> proxy = proxies.proxyFor(route);
        ChannelSocket socket = connect(proxy.map(Proxy::route).orElse(route), limit.atMost(limits.connect()), listener);
        try {
            socket.begin(limit.atMost(limits.handshake()), limits.handshake());
            if (proxy.isPresent()) {
                openTunnel(socket, proxy.get(), route);
            }
            return route.secure()
                    ? new Connection(route, startTls(socket, route), socket)
                    : new Connection(route, socket);
        } catch (IOException | HttpException e) {
            socket.close();
            ConnectException failed =
                    new ConnectException("no connection to " + route.authority() + ": " + e.getMessage());
            failed.initCause(e);
            throw failed;
        } catch (RuntimeException | Error e) {
            socket.close();
            throw e;
        }
    }

    /** Tries the addresses one after the other. Each gets half of the remaining time, the last one all of it. */
    private ChannelSocket connect(Route route, TimeLimit limit, OpeningListener listener) throws IOException {
        InetAddress[] addresses = addresses(route.host(), limit);
        IOException failure = null;
        for (int i = 0; i < addresses.length; i++) {
            boolean last = i == addresses.length - 1;
            TimeLimit share = last ? limit : limit.atMost(Duration.ofNanos(limit.left() / 2));
            ChannelSocket socket = new ChannelSocket(share);
            listener.beforeConnect(socket);
            try {
                socket.connect(new InetSocketAddress(addresses[i], route.port()));
                return socket;
            } catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        throw failure;
    }

    /** Resolves a host name on a separate thread, because the system's look-up cannot be interrupted. */
    private InetAddress[] addresses(String host, TimeLimit limit) throws IOException {
        if (IP_ADDRESS.matcher(host).matches()) {
            return resolver.resolve(host);
        }
        FutureTask<InetAddress[]> lookUp = new FutureTask<>(() -> resolver.resolve(host));
        Thread thread = new Thread(lookUp, "name look-up");
        thread.setDaemon(true);
        thread.start();
        try {
            return lookUp.get(Math.max(0, limit.left()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new UnknownHostException("no answer from DNS for " + host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-connect">RFC 9110, CONNECT</a> */
    private static void openTunnel(ChannelSocket socket, Proxy proxy, Route route) throws IOException, HttpException {
        DefaultBHttpClientConnection http = Connection.http(null);
        http.bind(socket);
        ClassicHttpRequest connect = new BasicClassicHttpRequest(Method.CONNECT, route.authority());
        connect.setHeader(HttpHeaders.HOST, route.authority());
        proxy.authorization().ifPresent(user -> connect.setHeader(HttpHeaders.PROXY_AUTHORIZATION, user));
        http.sendRequestHeader(connect);
        http.flush();
        int status = Connection.finalHead(http).getCode();
        if (status < SUCCESS || status >= REDIRECTION) {
            throw new IOException("the proxy " + proxy + " answered " + status);
        }
    }

    private SSLSocket startTls(ChannelSocket socket, Route route) throws IOException {
        SSLSocket tlsSocket = (SSLSocket) tls.get().createSocket(socket, route.host(), route.port(), true);
        SSLParameters parameters = tlsSocket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        tlsSocket.setSSLParameters(parameters);
        tlsSocket.startHandshake();
        return tlsSocket;
    }
}
