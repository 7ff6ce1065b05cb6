package io.codegeneration.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.Answer;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.Invocation;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Status and headers of the responses to {@code POST /code-generation}, whatever the caller accepts. */
@Singleton
class AnswerResponses {

    private static final int OK = 200;
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final String TRUNCATED = "Code-Generation-Truncated";

    private final ObjectMapper json;
    private final Invocation invocation;

    AnswerResponses(ObjectMapper json, Invocation invocation) {
        this.json = json;
        this.invocation = invocation;
    }

    /** Returns the response that gives an answer as JSON, without its body. */
    <T> ResponseBuilder<T> asJson(Answer answer) {
        ResponseBuilder<T> response = ResponseBuilder.create(answer.status());
        if (answer.problem()) {
            response.header(HttpHeaders.CONTENT_TYPE, ProblemMapping.MEDIA_TYPE);
        } else {
            response.type(MediaType.APPLICATION_JSON_TYPE);
            location(response, answer.id());
        }
        answer.retryAfter().ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, wait.toSeconds()));
        if (answer.replayed()) {
            response.header(REPLAYED, "true");
        }
        if (answer.status() == OK) {
            AnswerDetails.of(answer, json).truncation().ifPresent(reason -> response.header(TRUNCATED, reason));
        }
        return response;
    }

    /** Returns the response that streams a generation which has begun, without its body. */
    <T> ResponseBuilder<T> asStream(GenerationId id) {
        ResponseBuilder<T> response = ResponseBuilder.create(RestResponse.Status.OK);
        location(response, id);
        return response;
    }

    private void location(ResponseBuilder<?> response, GenerationId id) {
        response.header(HttpHeaders.LOCATION, invocation.location(id));
    }
}
