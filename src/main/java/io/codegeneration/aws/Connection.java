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
 * An HTTP/1.1 connection for one exchange after the other. Apache HttpCore does framing and parsing. Only one thread may use it
 * at a time, but any thread may close it.
 */
final class Connection implements Closeable {

    /** Limits how much memory a peer can make this side use. */
    private static final Http1Config HTTP = Http1Config.custom()
            .setMaxLineLength(16 * 1024)
            .setMaxHeaderCount(200)
            .build();

    private static final StrictResponseParserFactory PARSER_FACTORY = new StrictResponseParserFactory(HTTP);

    /** HttpCore requires a timeout, even though the socket does not block. */
    private static final Timeout NO_WAIT = Timeout.ONE_MILLISECOND;

    private final Route route;
    private final ChannelSocket socket;
    private final DefaultBHttpClientConnection http;
    private boolean wholeRequest = true;

    /** The final response, if it arrived before the whole request was sent. */
    private ClassicHttpResponse early;

    /** Creates a connection without TLS. */
    Connection(Route route, ChannelSocket socket) throws IOException {
        this.route = route;
        this.socket = socket;
        http = http((request, connection, in, sent, next) -> isAnsweredEarly(sent));
        http.bind(socket);
    }

    /** Creates a connection with TLS, after the handshake. */
    Connection(Route route, SSLSocket tls, ChannelSocket socket) throws IOException {
        this.route = route;
        this.socket = socket;
        http = http((request, connection, in, sent, next) -> isAnsweredEarly(sent));
        http.bind(tls, socket);
    }

    /** Creates HttpCore's part of a connection, with the limits of this program. */
    static DefaultBHttpClientConnection http(ResponseOutOfOrderStrategy early) {
        return new DefaultBHttpClientConnection(HTTP, null, null, null, null, early, null, PARSER_FACTORY);
    }

    Route route() {
        return route;
    }

    /** Returns whether a part of the request may have been sent since {@link #begin}. */
    boolean hasSent() {
        return socket.sent() > 0;
    }

    void begin(TimeLimit limit, Duration silence) {
        socket.begin(limit, silence);
    }

    /**
     * Returns whether an idle connection can be used for a request. Never waits. Reads TLS messages that have arrived, such as
     * session tickets. A connection is not usable if the peer has closed it or has sent any other data.
     */
    boolean isUsable() {
        socket.begin(TimeLimit.of(Duration.ofSeconds(1)), Duration.ZERO);
        try {
            setReadsBlock(false);
            return !http.isStale() && !http.isDataAvailable(NO_WAIT);
        } catch (IOException e) {
            return false;
        } finally {
            setReadsBlock(true);
        }
    }

    /**
     * Sends a request and reads the head of its response. The caller reads the response's entity, if there is one.
     *
     * @param continueLimit how long to wait for 100 (Continue) before the body is sent; zero if the request does not expect it
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
            // A server may refuse a request before it has read all of it, and close the connection.
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

    /** Returns whether both messages allow another exchange, and the whole request was sent. */
    boolean staysOpen(ClassicHttpRequest request, ClassicHttpResponse response) {
        return wholeRequest
                && http.isConsistent()
                && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, HttpCoreContext.create());
    }

    /** If false, a read throws at once if no data has arrived. */
    void setReadsBlock(boolean block) {
        socket.setReadsBlock(block);
    }

    /** Closes without waiting, and without TLS's close_notify. Ends a read or write of another thread. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // The connection is not used again.
        }
    }

    /** Reads the head of the final response and skips interim responses. */
    static ClassicHttpResponse finalHead(DefaultBHttpClientConnection http) throws IOException, HttpException {
        ClassicHttpResponse response;
        do {
            response = http.receiveResponseHeader();
        } while (response.getCode() < HttpStatus.SC_SUCCESS);
        return response;
    }

    /**
     * Waits for 100 (Continue). A server that does not support it says nothing, and gets the body after the wait.
     *
     * @return the final response if the server refuses the body, or null
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

    /** Returns whether there is data to read. Never waits. */
    private boolean hasArrived() throws IOException {
        setReadsBlock(false);
        try {
            return http.isDataAvailable(NO_WAIT);
        } finally {
            setReadsBlock(true);
        }
    }

    /**
     * Returns whether the server has answered before it has read the whole body. HttpCore asks between the parts of a body. An
     * interim response, such as a late 100 (Continue), does not count.
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
