package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import io.codegeneration.generation.Problem;
import java.util.Map;

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
