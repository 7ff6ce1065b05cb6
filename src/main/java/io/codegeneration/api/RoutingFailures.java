package io.codegeneration.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.CallerException;
import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.Problem;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Answers requests that fail before they reach a route, with a problem like any other. */
@ApplicationScoped
class RoutingFailures {

    private static final Logger LOG = Logger.getLogger(RoutingFailures.class);

    private final ObjectMapper json;

    RoutingFailures(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::answer);
    }

    /** There is no invocation yet, so the request gets an id of its own. */
    private void answer(RoutingContext routing) {
        if (routing.response().ended()) {
            return;
        }
        Problem problem = Problem.of(
                exception(routing), routing.request().path(), UUID.randomUUID().toString(), null);
        routing.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, ProblemMapping.MEDIA_TYPE);
        try {
            routing.response().end(json.writeValueAsString(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem is always serializable", e);
        }
    }

    private static CodeGenerationException exception(RoutingContext routing) {
        int status = routing.statusCode();
        if (status >= 400 && status < 500) {
            return CallerException.invalid("request", "The request is malformed.");
        }
        LOG.error("A request failed before it reached its route", routing.failure());
        return ProblemReport.known(routing.failure());
    }
}
