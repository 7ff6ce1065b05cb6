package io.codegeneration.aws;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.ResponseOutOfOrderStrategy;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.util.Timeout;

/**
 * A connection that carries one HTTP/1.1 exchange after the other. Framing and parsing are Apache HttpCore's. One thread uses
 * it at a time; any thread may close it.
 */
final class Connection implements Closeable {

    /** Bounds what a peer can make this side keep: a line of 16 KiB, 200 fields. */
    private static final Http1Config HTTP = Http1Config.custom()
            .setMaxLineLength(16 * 1024)
            .setMaxHeaderCount(200)
            .build();

    private static final StrictResponseParserFactory PARSERS = new StrictResponseParserFactory(HTTP);

    /** HttpCore wants a duration where the socket is only asked for what has arrived. */
    private static final Timeout NO_TIME = Timeout.ONE_MILLISECOND;

    private final Route route;
    private final ChannelSocket socket;
    private final DefaultBHttpClientConnection http;
    private boolean wholeRequest = true;

    /** The final response, if it came before the request was sent whole. */
    private ClassicHttpResponse early;

    /** A connection without TLS. */
    Connection(Route route, ChannelSocket socket) throws IOException {
        this.route = route;
        this.socket = socket;
        http = http((request, connection, in, sent, next) -> isAnsweredEarly(sent));
        http.bind(socket);
    }

    /** A connection with TLS, after the handshake. */
    Connection(Route route, SSLSocket tls, ChannelSocket socket) throws IOException {
        this.route = route;
        this.socket = socket;
        http = http((request, connection, in, sent, next) -> isAnsweredEarly(sent));
        http.bind(tls, socket);
    }

    /** HttpCore's side of a connection, with this program's bounds. */
    static DefaultBHttpClientConnection http(ResponseOutOfOrderStrategy early) {
        return new DefaultBHttpClientConnection(HTTP, null, null, null, null, early, null, PARSERS);
    }

    Route route() {
        return route;
    }

    /** Whether something of the request may have left since {@link #begin}. */
    boolean hasSent() {
        return socket.sent() > 0;
    }

    void begin(TimeLimit limit, Duration silence) {
        socket.begin(limit, silence);
    }

    /**
     * Whether an idle connection can carry a request. Never waits. Messages of TLS that arrived meanwhile, such as session
     * tickets, are taken in; the peer's end, and anything else that nobody asked for, makes the connection unusable.
     */
    boolean isUsable() {
        socket.begin(TimeLimit.of(Duration.ofSeconds(1)), Duration.ZERO);
        try {
            stopWaiting();
            return !http.isStale() && !http.isDataAvailable(NO_TIME);
        } catch (IOException e) {
            return false;
        } finally {
            goOnWaiting();
        }
    }

    /**
     * Sends a request and reads the head of its response. The response's entity, if there is one, is still to be read.
     *
     * @param continueLimit how long to wait for the server's consent before the body is sent; zero if the request asks for
     *     none
     */
    ClassicHttpResponse exchange(ClassicHttpRequest request, Duration continueLimit) throws IOException, HttpException {
        ClassicHttpResponse response = null;
        early = null;
        try {
            http.sendRequestHeader(request);
            if (request.getEntity() != null) {
                response = continueLimit.isZero() ? null : refusalBeforeBody(continueLimit);
                if (response == null) {
                    http.sendRequestEntity(request);
                }
            }
            if (http.isConsistent()) {
                http.flush();
            }
        } catch (IOException e) {
            // A server may refuse a request that it has not read to its end, and close.
            if (!hasSent() || !hasArrived()) {
                throw e;
            }
            wholeRequest = false;
        }
        if (response == null) {
            response = early == null ? finalHead(http) : early;
        }
        if (MessageSupport.canResponseHaveBody(request.getMethod(), response)) {
            http.receiveResponseEntity(response);
        }
        return response;
    }

    /** Whether both messages say that the connection goes on, and the request was sent whole. */
    boolean staysOpen(ClassicHttpRequest request, ClassicHttpResponse response) {
        return wholeRequest
                && http.isConsistent()
                && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, HttpCoreContext.create());
    }

    /** Makes reads end at once where nothing has arrived, to finish a response without waiting. */
    void stopWaiting() {
        socket.waits(false);
    }

    /** Lets reads wait again. */
    void goOnWaiting() {
        socket.waits(true);
    }

    /** Closes at once, without a close_notify of TLS. A read or write of another thread ends. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no further use either way.
        }
    }

    /** Skips what is not the final response. */
    static ClassicHttpResponse finalHead(DefaultBHttpClientConnection http) throws IOException, HttpException {
        ClassicHttpResponse response;
        do {
            response = http.receiveResponseHeader();
        } while (response.getCode() < HttpStatus.SC_SUCCESS);
        return response;
    }

    /**
     * Waits for 100 (Continue). A server that does not know the expectation says nothing, and gets the body after the wait.
     *
     * @return the final response if the server does not want the body, or null
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#name-expect">RFC 9110, Expect</a>
     */
    private ClassicHttpResponse refusalBeforeBody(Duration limit) throws IOException, HttpException {
        http.flush();
        TimeLimit wait = TimeLimit.of(limit);
        while (!wait.isOver() && http.isDataAvailable(Timeout.ofMilliseconds(wait.leftMillis()))) {
            ClassicHttpResponse response = http.receiveResponseHeader();
            if (response.getCode() >= HttpStatus.SC_SUCCESS) {
                wholeRequest = false;
                return response;
            }
            if (response.getCode() == HttpStatus.SC_CONTINUE) {
                return null;
            }
        }
        return null;
    }

    /** Whether there are bytes to read, without waiting for any. */
    private boolean hasArrived() throws IOException {
        stopWaiting();
        try {
            return http.isDataAvailable(NO_TIME);
        } finally {
            goOnWaiting();
        }
    }

    /**
     * Looked for between the pieces of a long body: a server may answer before it has read all of it. What is not the final
     * response, such as a late consent, stops nothing.
     */
    private boolean isAnsweredEarly(long sent) throws IOException {
        while (early == null && sent > 0 && hasArrived()) {
            ClassicHttpResponse response;
            try {
                response = http.receiveResponseHeader();
            } catch (HttpException e) {
                throw new IOException(e);
            }
            if (response.getCode() >= HttpStatus.SC_SUCCESS) {
                early = response;
            }
        }
        return early != null;
    }
}
