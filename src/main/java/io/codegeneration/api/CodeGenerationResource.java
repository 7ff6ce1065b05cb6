package io.codegeneration.api;

import io.codegeneration.generation.Answer;
import io.codegeneration.generation.GenerationAccepted;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.archive.Generations;
import io.codegeneration.generation.archive.Listing;
import io.codegeneration.generation.idempotency.IdempotencyKey;
import io.codegeneration.generation.making.RequestReader;
import io.codegeneration.generation.model.Models;
import io.codegeneration.generation.submission.Removal;
import io.codegeneration.generation.submission.Submissions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The routes, as {@code META-INF/openapi.yaml} describes them. */
@Path("/code-generation")
// No method's type names them.
@RegisterForReflection(targets = {GenerationAnswer.class, GenerationAccepted.class})
class CodeGenerationResource {

    private static final String RETRY_AFTER_SECONDS = "2";

    /** Not the names of other routes, which take other methods. */
    private static final String GENERATION = "/{id:(?!(?:languages|models)/?$)[^/]+}";

    private static final String PLAIN_TEXT = "text/plain; charset=UTF-8";

    private final GenerationBody body;
    private final RequestReader requests;
    private final Submissions submissions;
    private final Generations generations;
    private final Listing listing;
    private final Removal removal;
    private final Models models;
    private final Invocation invocation;
    private final AnswerResponses responses;
    private final EventStreams streams;
    private final RequestLog log;

    CodeGenerationResource(
            GenerationBody body,
            RequestReader requests,
            Submissions submissions,
            Generations generations,
            Listing listing,
            Removal removal,
            Models models,
            Invocation invocation,
            AnswerResponses responses,
            EventStreams streams,
            RequestLog log) {
        this.body = body;
        this.requests = requests;
        this.submissions = submissions;
        this.generations = generations;
        this.listing = listing;
        this.removal = removal;
        this.models = models;
        this.invocation = invocation;
        this.responses = responses;
        this.streams = streams;
        this.log = log;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    public RestResponse<Object> generate(
            byte[] content,
            @RestHeader(HttpHeaders.CONTENT_TYPE) String contentType,
            @RestHeader(IdempotencyKey.HEADER) String idempotencyKey,
            @RestHeader(Preference.HEADER) String prefer,
            @RestHeader(HttpHeaders.ACCEPT) String accept) {
        Answer answer = submissions.submit(
                submission(content, contentType, idempotencyKey, Preference.respondAsync(prefer)),
                invocation,
                ProgressListener.NONE);
        log.answered(answer);
        RestResponse.ResponseBuilder<Object> response = responses.asJson(answer);
        if (answer.accepted()) {
            response.header(Preference.APPLIED, Preference.RESPOND_ASYNC);
        }
        boolean codeAlone = Representation.TEXT.type().toString().equals(accept)
                && answer.code().isPresent();
        return codeAlone
                ? response.type(PLAIN_TEXT).entity(answer.code().get()).build()
                : response.entity(answer.body()).build();
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public RestResponse<StreamingOutput> stream(
            byte[] content,
            @RestHeader(HttpHeaders.CONTENT_TYPE) String contentType,
            @RestHeader(IdempotencyKey.HEADER) String idempotencyKey,
            RoutingContext routing)
            throws InterruptedException {
        return streams.answer(submission(content, contentType, idempotencyKey, false), invocation, routing);
    }

    private Submissions.Submission submission(
            byte[] content, String contentType, String idempotencyKey, boolean asJob) {
        RequestReader.Draft draft = body.read(content, contentType);
        Optional<IdempotencyKey> key = IdempotencyKey.parse(idempotencyKey, draft.faults());
        return new Submissions.Submission(requests.read(draft), key, asJob);
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public GenerationList generations(
            @RestQuery String language, @RestQuery String status, @RestQuery String limit, @RestQuery String cursor) {
        return GenerationList.of(listing.list(new ListParameters(language, status, limit, cursor).query(), invocation));
    }

    @GET
    @Path("/languages")
    @Produces(MediaType.APPLICATION_JSON)
    public LanguageList languages() {
        return new LanguageList(Languages.standard().all());
    }

    @GET
    @Path("/models")
    @Produces(MediaType.APPLICATION_JSON)
    public ModelList models() {
        return ModelList.of(models.offers());
    }

    @GET
    @Path(GENERATION)
    @Produces(MediaType.APPLICATION_JSON)
    public RestResponse<GenerationRecord> generation(@RestPath String id) {
        GenerationRecord generation = generations.find(id, invocation);
        RestResponse.ResponseBuilder<GenerationRecord> response = RestResponse.ResponseBuilder.ok(generation);
        return switch (generation.status()) {
            case QUEUED, RUNNING ->
                response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS).build();
            case SUCCEEDED, FAILED -> response.build();
        };
    }

    @DELETE
    @Path(GENERATION)
    public RestResponse<Void> delete(@RestPath String id) {
        removal.delete(id, invocation);
        return RestResponse.noContent();
    }

    @GET
    @Path("/{id}/files/{name:.+}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public RestResponse<byte[]> file(@RestPath String id, @RestPath String name) {
        Generations.File file = generations.file(id, name, invocation);
        return RestResponse.ResponseBuilder.ok(file.content())
                .type(file.contentType())
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment(file.name()))
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
