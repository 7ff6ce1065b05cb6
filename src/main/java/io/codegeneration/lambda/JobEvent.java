package io.codegeneration.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.job.Job;
import java.util.Optional;

/**
 * The event with which the program sends a job to itself. It has the form of a gateway's event, so that one reader is
 * enough, and a route key that no gateway can send: the route key of an HTTP API is {@code $default} or a method and a path,
 * the one of a Function URL is {@code $default}, and other events have none.
 *
 * @param job the job to run
 */
record JobEvent(Job job) {

    static final String ROUTE_KEY = "code-generation job";

    /** The path of the event. No route has it. */
    static final String PATH = "/code-generation-job";

    private static final String OWNER = "owner";
    private static final String ID = "id";

    static JobEvent of(Job job) {
        return new JobEvent(job);
    }

    /** Returns whether a response says that another version of the program must run the job. */
    static boolean isRefused(APIGatewayV2HTTPEvent event, int status) {
        return ROUTE_KEY.equals(event.getRouteKey()) && status == ProblemCode.JOB_REFUSED.status();
    }

    /** Reads the body of an event. Returns empty if it does not name a job. */
    static Optional<JobEvent> read(String body, ObjectMapper json) {
        try {
            JsonNode named = body == null ? json.nullNode() : json.readTree(body);
            return GenerationId.parse(named.path(ID).textValue())
                    .flatMap(id -> owner(named.path(OWNER).textValue()).map(owner -> of(new Job(owner, id))));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Returns the event as JSON. */
    byte[] bytes(ObjectMapper json) {
        ObjectNode named = json.createObjectNode()
                .put(OWNER, job.owner().value())
                .put(ID, job.id().value());
        ObjectNode event = json.createObjectNode()
                .put("version", "2.0")
                .put("routeKey", ROUTE_KEY)
                .put("rawPath", PATH)
                .put("rawQueryString", "");
        event.putObject("headers");
        event.putObject("requestContext")
                .put("routeKey", ROUTE_KEY)
                .put("stage", "$default")
                .putObject("http")
                .put("method", "POST")
                .put("path", PATH);
        event.put("body", named.toString()).put("isBase64Encoded", false);
        try {
            return json.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    private static Optional<Owner> owner(String value) {
        try {
            return Optional.ofNullable(value).map(Owner::new);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
