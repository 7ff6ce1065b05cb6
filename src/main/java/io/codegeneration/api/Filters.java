package io.codegeneration.api;

import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.Invocation;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** What every request has to pass, and what every answer leaves behind. */
class Filters {

    private final Invocation invocation;
    private final RequestLog log;

    Filters(Invocation invocation, RequestLog log) {
        this.invocation = invocation;
        this.log = log;
    }

    /** Starts the clock. A file has the type that it has, whatever the caller would like. */
    @ServerRequestFilter(preMatching = true)
    public void begin(ContainerRequestContext request) {
        log.begin();
        if (Routes.FILE.matches(request.getUriInfo().getPath())) {
            request.getHeaders().putSingle(HttpHeaders.ACCEPT, MediaType.WILDCARD);
        }
    }

    /** A request that the platform could not read is answered before anything looks at it. */
    @ServerRequestFilter
    public void refuseUnreadable() {
        invocation.fault().ifPresent(fault -> {
            throw CallerException.invalid(fault.field(), fault.detail());
        });
    }

    @ServerResponseFilter
    public void log(ContainerRequestContext request, ContainerResponseContext response) {
        Logger.Level level = invocation.rehearsed() ? Logger.Level.DEBUG : Logger.Level.INFO;
        log.write(level, invocation.requestId(), request.getMethod(), response.getStatus());
    }
}
