package io.codegeneration.aws;

import io.codegeneration.aws.ProxySettings.Proxy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
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
     * @throws UnknownHostException if the host has no address
     * @throws ConnectException if no connection could be opened: nothing of a request has left
     */
    Connection open(Route route, TimeLimit limit) throws IOException {
        Optional<Proxy> proxy = proxies.before(route);
        ChannelSocket socket = connect(proxy.map(Proxy::route).orElse(route), limit.atMost(limits.connect()));
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
    private ChannelSocket connect(Route route, TimeLimit limit) throws IOException {
        InetAddress[] addresses = resolver.resolve(route.host());
        IOException failure = null;
        for (int i = 0; i < addresses.length; i++) {
            boolean last = i == addresses.length - 1;
            TimeLimit share = last ? limit : limit.atMost(Duration.ofNanos(limit.left() / 2));
            try {
                return ChannelSocket.connect(new InetSocketAddress(addresses[i], route.port()), share);
            } catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        throw failure;
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
