package io.codegeneration.api;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CurrentInvocation;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Checks each request before its route runs, and logs each response. */
class RequestFilters {

    private final CurrentInvocation invocation;
    private final RequestLog log;

    RequestFilters(CurrentInvocation invocation, RequestLog log) {
        this.invocation = invocation;
        this.log = log;
    }

    /** Starts the clock. A download has one media type, whatever the caller accepts. */
    @ServerRequestFilter(preMatching = true)
    public void begin(ContainerRequestContext request, RoutingContext routing) {
        log.begin();
        String path = Routes.path(routing);
        if (Routes.FILE.matches(path) || Routes.ARCHIVE.matches(path)) {
            request.getHeaders().putSingle(HttpHeaders.ACCEPT, MediaType.WILDCARD);
        }
    }

    /** Answers OPTIONS. The framework would list the methods of all routes together. */
    @ServerRequestFilter(preMatching = true)
    public Optional<Response> options(ContainerRequestContext request, RoutingContext routing) {
        if (!request.getMethod().equals(HttpMethod.OPTIONS)) {
            return Optional.empty();
        }
        List<String> allowed = Routes.methods(Routes.path(routing));
        if (allowed.isEmpty()) {
            throw new NotFoundException();
        }
        return Optional.of(Response.ok()
                .header(HttpHeaders.ALLOW, String.join(",", allowed))
                .build());
    }

    /** Refuses events that cannot be read and callers without a name before anything else is checked. */
    @ServerRequestFilter
    public void refuse() {
        invocation.get().fault().ifPresent(fault -> {
            throw CallerException.invalid(fault.field(), fault.detail());
        });
        invocation.get().owner();
    }

    @ServerResponseFilter
    public void log(ContainerRequestContext request, ContainerResponseContext response) {
        Logger.Level level = invocation.get().rehearsed() ? Logger.Level.DEBUG : Logger.Level.INFO;
        log.responded(level, invocation.get(), request.getMethod(), response.getStatus());
    }
}
