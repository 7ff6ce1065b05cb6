package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.codegeneration.generation.Problem;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;

/** An event that {@link EventRepair} has repaired, with what the repair found. */
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

    /** Returns the event of a request, or empty if the request came by plain HTTP. */
    static Optional<GatewayEvent> of(HttpServerRequest request) {
        return request.headers() instanceof QuarkusHttpHeaders carrier
                        && carrier.getContextObject(APIGatewayV2HTTPEvent.class) instanceof GatewayEvent event
                ? Optional.of(event)
                : Optional.empty();
    }

    /** Whether the program sent the event to itself, see {@link JobEvent}. */
    boolean isJob() {
        return JobEvent.ROUTE_KEY.equals(getRouteKey());
    }

    /** Returns the part of the path before the program's own path; may be empty. */
    String pathPrefix() {
        return pathPrefix;
    }

    /** Returns why the request cannot be read, or null. */
    Problem.FieldError fault() {
        return fault;
    }

    /** Returns the headers as they were sent. The extension splits them at commas. */
    Map<String, String> wholeHeaders() {
        return wholeHeaders;
    }
}
