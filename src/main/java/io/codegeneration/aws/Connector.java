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

/** Opens connections: finds the addresses of a host, goes through a proxy if there is one, and agrees on TLS. Thread-safe. */
final class Connector {

    /** Finds the addresses of a host, at least one. */
    @FunctionalInterface
    interface Resolver {

        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** Whoever opens a connection and may want to end that. */
    @FunctionalInterface
    interface Opening {

        /** @throws IOException if nobody wants the connection any more */
        void begins(ChannelSocket socket) throws IOException;
    }

    /** Needs no look-up. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private static final int SUCCESS = 200;
    private static final int REDIRECTION = 300;

    private final HttpLimits limits;
    private final Supplier<SSLSocketFactory> tls;
    private final ProxySettings proxies;
    private final Resolver resolver;

    /** @param tls asked when the first connection with TLS is opened */
    Connector(HttpLimits limits, Supplier<SSLSocketFactory> tls, ProxySettings proxies, Resolver resolver) {
        this.limits = limits;
        this.tls = tls;
        this.proxies = proxies;
        this.resolver = resolver;
    }

    /**
     * Opens a connection that no request was sent over.
     *
     * @param opening is told of each socket before it is connected
     * @throws UnknownHostException if the host has no address
     * @throws ConnectException if no connection could be opened: nothing of a request has left
     */
    Connection open(Route route, TimeLimit limit, Opening opening) throws IOException {
        Optional<Proxy> proxy = proxies.before(route);
        ChannelSocket socket = connect(proxy.map(Proxy::route).orElse(route), limit.atMost(limits.connect()), opening);
        try {
            socket.begin(limit.atMost(limits.handshake()), limits.handshake());
            if (proxy.isPresent()) {
                tunnel(socket, proxy.get(), route);
            }
            return route.secure()
                    ? new Connection(route, secured(socket, route), socket)
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

    /** Tries the addresses in turn. Each one but the last gets half of the time that is left. */
    private ChannelSocket connect(Route route, TimeLimit limit, Opening opening) throws IOException {
        InetAddress[] addresses = addresses(route.host(), limit);
        IOException failure = null;
        for (int i = 0; i < addresses.length; i++) {
            boolean last = i == addresses.length - 1;
            TimeLimit share = last ? limit : limit.atMost(Duration.ofNanos(limit.left() / 2));
            ChannelSocket socket = new ChannelSocket(share);
            opening.begins(socket);
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

    /** The system's look-up cannot be ended: it goes on by itself, on a thread of its own, if its time is over. */
    private InetAddress[] addresses(String host, TimeLimit limit) throws IOException {
        if (ADDRESS.matcher(host).matches()) {
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
            throw new UnknownHostException("no answer about " + host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-connect">RFC 9110, CONNECT</a> */
    private static void tunnel(ChannelSocket socket, Proxy proxy, Route route) throws IOException, HttpException {
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

    private SSLSocket secured(ChannelSocket socket, Route route) throws IOException {
        SSLSocket secured = (SSLSocket) tls.get().createSocket(socket, route.host(), route.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }
}
