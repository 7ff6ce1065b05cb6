package io.codegeneration.lambda;

import io.netty.channel.DefaultFileRegion;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.resteasy.reactive.RestResponse;

/** Routes for tests, whose responses stop in the middle until the test goes on. */
@Path("/streamed")
public class StreamedRoutes {

    /** What a test controls. One test uses it at a time. */
    static final class Control {
        final CompletableFuture<Void> goOn = new CompletableFuture<>();

        /** Fails if the connection was closed before the response was complete. */
        final CompletableFuture<Void> ended = new CompletableFuture<>();

        private void watch(RoutingContext routing) {
            routing.addEndHandler(end -> {
                if (end.succeeded()) {
                    ended.complete(null);
                } else {
                    ended.completeExceptionally(end.cause());
                }
            });
        }
    }

    static volatile Control control = new Control();

    @GET
    @Path("/pieces")
    public RestResponse<StreamingOutput> pieces(RoutingContext routing) {
        Control mine = control;
        mine.watch(routing);
        return RestResponse.ResponseBuilder.<StreamingOutput>create(201)
                .entity(out -> {
                    send(out, "one");
                    await(mine);
                    send(out, "two");
                })
                .header("Content-Type", "text/event-stream")
                .header("X-Values", "a")
                .header("X-Values", "b, c")
                .header("Set-Cookie", "first=1; Expires=Wed, 25 Nov 2026 00:00:00 GMT")
                .header("Set-Cookie", "second=2")
                .build();
    }

    @GET
    @Path("/broken")
    public RestResponse<StreamingOutput> broken() {
        Control mine = control;
        return RestResponse.ok(out -> {
            send(out, "one");
            await(mine);
            throw new IOException("broken");
        });
    }

    /** Its response begins with a piece that cannot be read. */
    @GET
    @Path("/unreadable")
    public RestResponse<StreamingOutput> unreadable(RoutingContext routing) {
        Control mine = control;
        mine.watch(routing);
        StreamedResponse response =
                ((QuarkusHttpHeaders) routing.request().headers()).getContextObject(StreamedResponse.class);
        return RestResponse.ok(out -> {
            response.handleMessage(new DefaultFileRegion(new File("missing"), 0, 1));
            await(mine);
            send(out, "two");
        });
    }

    @GET
    @Path("/failed")
    public RestResponse<StreamingOutput> failed() {
        return RestResponse.ok(out -> {
            throw new IllegalStateException("failed");
        });
    }

    @POST
    @Path("/echo")
    public RestResponse<byte[]> echo(byte[] body) {
        return RestResponse.ResponseBuilder.ok(body)
                .header("Content-Type", "application/octet-stream")
                .build();
    }

    private static void send(OutputStream out, String piece) throws IOException {
        out.write(piece.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void await(Control mine) throws IOException {
        try {
            mine.goOn.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new IOException(e);
        }
    }
}
