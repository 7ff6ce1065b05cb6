package io.codegeneration.api;

import io.codegeneration.generation.CurrentInvocation;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.archive.GenerationReader;
import io.codegeneration.generation.archive.Listing;
import io.codegeneration.generation.idempotency.Answer;
import io.codegeneration.generation.idempotency.Answers;
import io.codegeneration.generation.idempotency.GenerationAccepted;
import io.codegeneration.generation.idempotency.IdempotencyKey;
import io.codegeneration.generation.making.RequestReader;
import io.codegeneration.generation.model.Models;
import io.codegeneration.generation.submission.Deletion;
import io.codegeneration.generation.submission.Submissions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The routes. {@code META-INF/openapi.yaml} describes them. */
@Path(Invocation.ROOT)
// The types of these methods do not name them.
@RegisterForReflection(targets = {GenerationAnswer.class, GenerationAccepted.class})
class CodeGenerationResource {

    /** Not the names of other routes, which support other methods. */
    private static final String GENERATION = "/{id:(?!(?:languages|models)/?$)[^/]+}";

    private final GenerationBody body;
    private final RequestReader requests;
    private final Submissions submissions;
    private final GenerationReader generations;
    private final Listing listing;
    private final Deletion deletion;
    private final Models models;
    private final CurrentInvocation invocation;
    private final AnswerResponses responses;
    private final EventStreams eventStreams;
    private final RequestLog log;

    CodeGenerationResource(
            GenerationBody body,
            RequestReader requests,
            Submissions submissions,
            GenerationReader generations,
            Listing listing,
            Deletion deletion,
            Models models,
            CurrentInvocation invocation,
            AnswerResponses responses,
            EventStreams eventStreams,
            RequestLog log) {
        this.body = body;
        this.requests = requests;
        this.submissions = submissions;
        this.generations = generations;
        this.listing = listing;
        this.deletion = deletion;
        this.models = models;
        this.invocation = invocation;
        this.responses = responses;
        this.eventStreams = eventStreams;
        this.log = log;
    }

    // Without @Produces: the framework would choose by rules of its own.
    @POST
    @Consumes(MediaType.WILDCARD)
    public RestResponse<StreamingOutput> generate(
            byte[] content,
            @RestHeader(HttpHeaders.CONTENT_TYPE) String contentType,
            @RestHeader(IdempotencyKey.HEADER) String idempotencyKey,
            @RestHeader(Preference.HEADER) String prefer,
            @Context HttpHeaders headers,
            RoutingContext routing)
            throws InterruptedException {
        Representation wanted = Representation.preferred(headers.getHeaderString(HttpHeaders.ACCEPT))
                .orElseThrow(NotAcceptableException::new);
        RequestReader.Draft draft = body.read(content, contentType);
        // The framework takes an empty header for an absent one.
        String sentKey =
                idempotencyKey != null ? idempotencyKey : routing.request().getHeader(IdempotencyKey.HEADER);
        Optional<IdempotencyKey> key = IdempotencyKey.parse(sentKey, draft.faults());
        GenerationRequest request = requests.read(draft);
        if (wanted == Representation.STREAM) {
            return eventStreams.answer(request, key, invocation.get(), routing);
        }
        Answer answer = submissions.submit(
                new Submissions.Submission(request, key, Preference.respondAsync(prefer), ProgressListener.NONE),
                invocation.get());
        log.answered(answer);
        return responses.buffered(answer, wanted);
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public GenerationList generations(
            @RestQuery String language, @RestQuery String status, @RestQuery String limit, @RestQuery String cursor) {
        return GenerationList.of(
                listing.list(new ListParameters(language, status, limit, cursor).query(), invocation.get()));
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
        GenerationRecord generation = generations.find(id, invocation.get());
        RestResponse.ResponseBuilder<GenerationRecord> response = RestResponse.ResponseBuilder.ok(generation);
        return switch (generation.status()) {
            case QUEUED, RUNNING ->
                response.header(HttpHeaders.RETRY_AFTER, Answers.RETRY_AFTER.toSeconds())
                        .build();
            case SUCCEEDED, FAILED -> response.build();
        };
    }

    @DELETE
    @Path(GENERATION)
    public RestResponse<Void> delete(@RestPath String id) {
        deletion.delete(id, invocation.get());
        return RestResponse.noContent();
    }

    @GET
    @Path("/{id}/files/{name:.+}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public RestResponse<byte[]> file(@RestPath String id, @RestPath String name) {
        GenerationReader.File file = generations.file(id, name, invocation.get());
        return download(file.name(), file.contentType(), file.content());
    }

    @GET
    @Path("/{id}/archive")
    @Produces(ZipArchive.MEDIA_TYPE)
    public RestResponse<byte[]> archive(@RestPath String id) {
        ZipArchive archive = ZipArchive.of(generations.succeeded(id, invocation.get()));
        return download(archive.name(), ZipArchive.MEDIA_TYPE, archive.content());
    }

    private static RestResponse<byte[]> download(String name, String contentType, byte[] content) {
        return RestResponse.ResponseBuilder.ok(content)
                .type(contentType)
                // For HEAD. The framework sets it for GET only.
                .header(HttpHeaders.CONTENT_LENGTH, content.length)
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment(name))
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
