package io.codegeneration.lambda;

import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Tells a {@link StreamedResponse} when the end handlers of its request have run, so that they run before the end of the
 * response is sent. Requests that the server refuses before any filter are not watched.
 */
@ApplicationScoped
class RequestEnd {

    /** Before the program's other filters: end handlers run in the reverse order, so this one runs after theirs. */
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
