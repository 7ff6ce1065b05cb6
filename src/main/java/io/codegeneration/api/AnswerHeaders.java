package io.codegeneration.api;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Adds the headers that every response has: the version of the program, and that nothing may be cached. */
@ApplicationScoped
class AnswerHeaders {

    private static final int EARLY = 9_000;

    private final String version;

    AnswerHeaders(@ConfigProperty(name = "quarkus.application.version") String version) {
        this.version = version;
    }

    void register(@Observes Filters filters) {
        filters.register(this::add, EARLY);
    }

    private void add(RoutingContext routing) {
        routing.addHeadersEndHandler(sent -> {
            routing.response().putHeader("Code-Generation-Version", version);
            routing.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        });
        routing.next();
    }
}
