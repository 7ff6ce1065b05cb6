package io.codegeneration.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.job.Job;
import java.util.Optional;

/**
 * The event by which the program hands a job to itself: of the form that gateways send, so that one reader takes both,
 * and with a route key that no gateway can send. An HTTP API's is a method and a path or {@code $default}, a Function
 * URL's {@code $default}; other events have none at their top.
 *
 * @param job what is to be run
 */
record JobEvent(Job job) {

    static final String ROUTE_KEY = "code-generation job";

    /** Never routed: a request for it finds nothing. */
    static final String PATH = "/code-generation-job";

    private static final String OWNER = "owner";
    private static final String ID = "id";

    static JobEvent of(Job job) {
        return new JobEvent(job);
    }

    /** The job in the body of an event; nothing where it names none. */
    static Optional<JobEvent> read(String body, ObjectMapper json) {
        try {
            JsonNode named = body == null ? json.nullNode() : json.readTree(body);
            return GenerationId.parse(named.path(ID).textValue())
                    .flatMap(id -> owner(named.path(OWNER).textValue()).map(owner -> of(new Job(owner, id))));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The event as Lambda is to deliver it. */
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
