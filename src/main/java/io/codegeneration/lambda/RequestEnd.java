package io.codegeneration.lambda;

import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Tells a {@link StreamedResponse} when its request has ended. Lambda freezes the process after the last byte of a response,
 * so everything that belongs to the request runs before.
 */
@ApplicationScoped
class RequestEnd {

    /** Before every other filter: handlers of the end run in the reverse order. */
    private static final int FIRST = 30_000;

    void register(@Observes Filters filters) {
        filters.register(RequestEnd::watch, FIRST);
    }

    private static void watch(RoutingContext routing) {
        if (routing.request().headers() instanceof QuarkusHttpHeaders headers) {
            StreamedResponse response = headers.getContextObject(StreamedResponse.class);
            if (response != null) {
                response.awaitEndOf(routing);
            }
        }
        routing.next();
    }
}
