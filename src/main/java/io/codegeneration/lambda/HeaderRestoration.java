package io.codegeneration.lambda;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Restores header values that the extension splits at commas. Without it, {@code Accept: application/xml,
 * application/json} would be two headers, and routing would read the first one only.
 */
@ApplicationScoped
class HeaderRestoration {

    /** The priority of the filter: before all filters that read headers. */
    private static final int FIRST = 10_000;

    void register(@Observes Filters filters) {
        filters.register(HeaderRestoration::restore, FIRST);
    }

    private static void restore(RoutingContext routing) {
        MultiMap headers = routing.request().headers();
        GatewayEvent.of(routing.request())
                .ifPresent(event -> event.wholeHeaders().forEach((name, value) -> {
                    if (value.indexOf(',') >= 0) {
                        headers.set(name, value);
                    }
                }));
        routing.next();
    }
}
