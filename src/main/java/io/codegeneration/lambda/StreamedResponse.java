package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.quarkus.netty.runtime.virtual.VirtualClientConnection;
import io.quarkus.netty.runtime.virtual.VirtualResponseHandler;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * A response on its way from the routes to the Runtime API. The event loop puts the pieces into a queue and never waits; one
 * other thread sends them. The queue holds at most one response.
 */
final class StreamedResponse implements VirtualResponseHandler {

    private static final Logger LOG = Logger.getLogger(StreamedResponse.class);

    /** What follows a piece. */
    private enum Then {
        MORE,
        END,
        FAILURE
    }

    private record Piece(byte[] bytes, Then then) {}

    private static final Piece END = new Piece(new byte[0], Then.END);
    private static final Piece FAILURE = new Piece(new byte[0], Then.FAILURE);

    /** How long the end handlers of a request may take, from the last piece of the response, before its end is sent anyway. */
    private static final Duration LONGEST_CLEANUP = Duration.ofSeconds(1);

    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final APIGatewayV2HTTPEvent event;
    private final Context context;
    private final ObjectMapper json;

    /** The ends that must come before the end is sent: the response's, and the request's if the filters saw the request. */
    private final AtomicInteger awaited = new AtomicInteger(1);

    private final AtomicBoolean responseEnded = new AtomicBoolean();
    private volatile boolean failed;
    private volatile Future<?> limit;
    private volatile VirtualClientConnection<?> connection;

    private StreamedResponse(APIGatewayV2HTTPEvent event, Context context, ObjectMapper json) {
        this.event = event;
        this.context = context;
        this.json = json;
    }

    /** Dispatches an event and returns its response, which may not have begun yet. */
    static StreamedResponse to(APIGatewayV2HTTPEvent event, Context context, ObjectMapper json) {
        StreamedResponse response = new StreamedResponse(event, context, json);
        try {
            EventDispatch dispatch = new EventDispatch(event, context, response);
            response.connection = dispatch.connect();
            dispatch.send(response.connection);
        } catch (RuntimeException e) {
            // No request has begun whose end could be awaited.
            LOG.error("The event could not be dispatched", e);
            response.failed = true;
            response.end();
        }
        return response;
    }

    @Override
    public void handleMessage(Object message) {
        boolean last = message instanceof LastHttpContent;
        try {
            if (message instanceof ByteBuf) {
                // Vert.x is about to close the connection. The framework may still write the end of another response.
                close();
            }
            if (!failed) {
                read(message);
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("The response could not be read", e);
            failed = true;
            // The routes still work on the request.
            endWithin(new Deadline(TimeLimits.lambda(context)).remaining(Clock.systemUTC()));
        } finally {
            ReferenceCountUtil.release(message);
        }
        if (last) {
            responseEnded();
        }
    }

    private void read(Object message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (message instanceof HttpResponse head) {
            ResponsePrelude.of(head).writeTo(bytes, json);
        }
        if (message instanceof HttpContent content) {
            content.content().readBytes(bytes, content.content().readableBytes());
        }
        if (message instanceof FileRegion file) {
            file.transferTo(Channels.newChannel(bytes), file.transferred());
        }
        if (bytes.size() > 0) {
            pieces.add(new Piece(bytes.toByteArray(), Then.MORE));
        }
    }

    /** Holds the end of the response back until the end handlers of the request have run, too. */
    void awaitEndOf(RoutingContext request) {
        awaited.incrementAndGet();
        request.addEndHandler(ended -> arrived());
    }

    private void responseEnded() {
        if (responseEnded.compareAndSet(false, true) && !arrived()) {
            endWithin(LONGEST_CLEANUP);
        }
    }

    /** Returns whether nothing more is awaited. */
    private boolean arrived() {
        boolean all = awaited.decrementAndGet() == 0;
        if (all) {
            end();
        }
        return all;
    }

    private void endWithin(Duration longest) {
        cancelLimit();
        limit = connection.peer().eventLoop().schedule(this::end, longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Only the first end counts. */
    private void end() {
        cancelLimit();
        pieces.add(failed ? FAILURE : END);
    }

    private void cancelLimit() {
        Future<?> previous = limit;
        if (previous != null) {
            previous.cancel(false);
        }
    }

    /** The routes closed the connection, or this side did. The end handlers of the request may never run then. */
    @Override
    public void close() {
        if (responseEnded.compareAndSet(false, true)) {
            failed = true;
            end();
        }
    }

    /**
     * Sends the response and returns when the response and the request have ended, because Lambda may freeze the process as
     * soon as the loop asks for the next event. This also holds if the response cannot be sent or read. The wait is limited: to
     * {@link #LONGEST_CLEANUP} after the end of the response, and to the invocation's deadline after a piece that cannot be
     * read. If the routes close the connection, nothing is awaited. This method throws nothing: the caller would report an error for a response that has begun.
     *
     * @param url where the Runtime API takes the response
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html">Lambda execution
     *     environment</a>
     */
    void send(URL url) {
        Piece piece = END;
        try {
            piece = next();
            try (ResponseStream stream = ResponseStream.open(url)) {
                if (piece.then() == Then.FAILURE && piece.bytes().length == 0) {
                    piece = new Piece(internalError(), Then.END);
                }
                while (piece.then() == Then.MORE) {
                    stream.write(piece.bytes());
                    piece = next();
                }
                disconnect();
                stream.end(piece.bytes(), piece.then() == Then.FAILURE);
            } catch (IOException | RuntimeException e) {
                LOG.warnf("The response was not sent completely: %s", e);
                while (piece.then() == Then.MORE) {
                    piece = next();
                }
                disconnect();
            }
        } catch (InterruptedException e) {
            // The process is about to stop.
            Thread.currentThread().interrupt();
            disconnect();
        }
    }

    /** Waits for a piece and adds what else is there, so that it is sent at once. */
    private Piece next() throws InterruptedException {
        Piece piece = pieces.take();
        if (piece.then() != Then.MORE || pieces.isEmpty()) {
            return piece;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Piece last = piece; last != null; last = last.then() == Then.MORE ? pieces.poll() : null) {
            bytes.writeBytes(last.bytes());
            piece = last;
        }
        return new Piece(bytes.toByteArray(), piece.then());
    }

    private void disconnect() {
        VirtualClientConnection<?> open = connection;
        if (open != null) {
            open.close();
        }
    }

    private byte[] internalError() throws IOException {
        Problem problem =
                Problem.of(OperatorException.internal(null), event.getRawPath(), context.getAwsRequestId(), null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ResponsePrelude.of(problem.status(), "application/problem+json").writeTo(bytes, json);
        bytes.writeBytes(json.valueToTree(problem).toString().getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }
}
