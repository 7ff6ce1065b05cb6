package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.codegeneration.generation.Problem;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;

/** An event after its repair: it can be handed on, and knows what was wrong with it and where its path began. */
final class GatewayEvent extends APIGatewayV2HTTPEvent {

    private static final long serialVersionUID = 1L;

    private final String pathPrefix;
    private final transient Problem.FieldError fault;
    private final transient Map<String, String> wholeHeaders;

    GatewayEvent(String pathPrefix, Problem.FieldError fault, Map<String, String> wholeHeaders) {
        this.pathPrefix = pathPrefix;
        this.fault = fault;
        this.wholeHeaders = wholeHeaders;
    }

    /** The event that a request came in, or nothing where it came in none. */
    static Optional<GatewayEvent> of(HttpServerRequest request) {
        return request.headers() instanceof QuarkusHttpHeaders carrier
                        && carrier.getContextObject(APIGatewayV2HTTPEvent.class) instanceof GatewayEvent event
                ? Optional.of(event)
                : Optional.empty();
    }

    /** Whether the program sent it to itself, see {@link JobEvent}. */
    boolean isJob() {
        return JobEvent.ROUTE_KEY.equals(getRouteKey());
    }

    /** What stood before the program's own path; empty for nothing. */
    String pathPrefix() {
        return pathPrefix;
    }

    /** Why the request cannot be read, or null. */
    Problem.FieldError fault() {
        return fault;
    }

    /** The headers as they were sent, commas and all. */
    Map<String, String> wholeHeaders() {
        return wholeHeaders;
    }
}
