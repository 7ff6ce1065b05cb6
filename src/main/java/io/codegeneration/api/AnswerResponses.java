package io.codegeneration.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.codegeneration.generation.CurrentInvocation;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.idempotency.Answer;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Makes the responses to {@code POST /code-generation}: whatever the caller accepts, the headers are the same. */
@Singleton
class AnswerResponses {

    private static final int OK = 200;
    private static final String PLAIN_TEXT = "text/plain; charset=UTF-8";
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final String TRUNCATED = "Code-Generation-Truncated";

    private final ObjectMapper json;
    private final CurrentInvocation invocation;

    AnswerResponses(ObjectMapper json, CurrentInvocation invocation) {
        this.json = json;
        this.invocation = invocation;
    }

    /** Returns the whole answer, as JSON or as plain text if it has one. */
    RestResponse<StreamingOutput> buffered(Answer answer, Representation wanted) {
        ResponseBuilder<StreamingOutput> response = answered(answer);
        if (answer.accepted()) {
            response.header(Preference.APPLIED, Preference.RESPOND_ASYNC);
        }
        return wanted == Representation.TEXT && answer.text().isPresent()
                ? response.type(PLAIN_TEXT).entity(whole(answer.text().get())).build()
                : response.entity(whole(answer.body())).build();
    }

    /** Returns an answer that a stream turned out not to need. */
    RestResponse<StreamingOutput> insteadOfStream(Answer answer) {
        return answered(answer).entity(whole(answer.body())).build();
    }

    /** Returns the head of a stream whose answer is known. */
    ResponseBuilder<StreamingOutput> streamOf(Answer answer) {
        return answered(answer).type(MediaType.SERVER_SENT_EVENTS_TYPE);
    }

    /** Returns the head of a stream whose generation has begun. */
    ResponseBuilder<StreamingOutput> streamOf(GenerationId id) {
        ResponseBuilder<StreamingOutput> response = ResponseBuilder.create(RestResponse.Status.OK);
        location(response, id);
        return response.type(MediaType.SERVER_SENT_EVENTS_TYPE);
    }

    private static StreamingOutput whole(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return out -> out.write(bytes);
    }

    private ResponseBuilder<StreamingOutput> answered(Answer answer) {
        ResponseBuilder<StreamingOutput> response = ResponseBuilder.create(answer.status());
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

    private void location(ResponseBuilder<?> response, GenerationId id) {
        response.header(HttpHeaders.LOCATION, invocation.get().location(id));
    }
}
