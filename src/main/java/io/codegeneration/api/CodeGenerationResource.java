package io.codegeneration.api;

import io.codegeneration.generation.Answer;
import io.codegeneration.generation.CurrentInvocation;
import io.codegeneration.generation.GenerationAccepted;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.archive.GenerationReader;
import io.codegeneration.generation.archive.Listing;
import io.codegeneration.generation.idempotency.IdempotencyKey;
import io.codegeneration.generation.making.RequestReader;
import io.codegeneration.generation.model.Models;
import io.codegeneration.generation.submission.Deletion;
import io.codegeneration.generation.submission.Submissions;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Variant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The routes, as {@code META-INF/openapi.yaml} describes them. */
@Path(Invocation.ROOT)
// No method's type names them.
@RegisterForReflection(targets = {GenerationAnswer.class, GenerationAccepted.class})
class CodeGenerationResource {

    private static final String RETRY_AFTER_SECONDS = "2";

    /** Not the names of other routes, which take other methods. */
    private static final String GENERATION = "/{id:(?!(?:languages|models)/?$)[^/]+}";

    private static final String REPLAYED = "Idempotency-Replayed";

    private static final Variant CODE_ALONE = new Variant(MediaType.TEXT_PLAIN_TYPE, (Locale) null, null);

    /** The first is the answer to callers who accept anything. */
    private static final List<Variant> REPRESENTATIONS =
            List.of(new Variant(MediaType.APPLICATION_JSON_TYPE, (Locale) null, null), CODE_ALONE);

    private final GenerationBody body;
    private final RequestReader requests;
    private final Submissions submissions;
    private final GenerationReader generations;
    private final Listing listing;
    private final Deletion deletion;
    private final Models models;
    private final CurrentInvocation invocation;
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
            RequestLog log) {
        this.body = body;
        this.requests = requests;
        this.submissions = submissions;
        this.generations = generations;
        this.listing = listing;
        this.deletion = deletion;
        this.models = models;
        this.invocation = invocation;
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
            @Context Request request) {
        boolean codeAlone = CODE_ALONE.equals(request.selectVariant(REPRESENTATIONS));
        RequestReader.Draft draft = body.read(content, contentType);
        Optional<IdempotencyKey> key = IdempotencyKey.parse(idempotencyKey, draft.faults());
        GenerationRequest wanted = requests.read(draft);
        Answer answer = submissions.submit(
                new Submissions.Submission(wanted, key, Preference.respondAsync(prefer), ProgressListener.NONE),
                invocation.get());
        log.answered(answer);
        return response(answer, codeAlone);
    }

    private RestResponse<Object> response(Answer answer, boolean codeAlone) {
        boolean text = codeAlone && answer.code().isPresent();
        RestResponse.ResponseBuilder<Object> response = RestResponse.ResponseBuilder.create(answer.status());
        response.entity(text ? answer.code().get() : answer.body());
        if (answer.problem()) {
            response.header(HttpHeaders.CONTENT_TYPE, ProblemMapping.MEDIA_TYPE);
        } else {
            response.type(text ? "text/plain; charset=UTF-8" : MediaType.APPLICATION_JSON)
                    .header(HttpHeaders.LOCATION, invocation.get().location(answer.id()));
        }
        answer.retryAfter().ifPresent(wait -> response.header(HttpHeaders.RETRY_AFTER, wait.toSeconds()));
        if (answer.accepted()) {
            response.header(Preference.APPLIED, Preference.RESPOND_ASYNC);
        }
        if (answer.replayed()) {
            response.header(REPLAYED, "true");
        }
        return response.build();
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
                response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS).build();
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
        return RestResponse.ResponseBuilder.ok(file.content())
                .type(file.contentType())
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment(file.name()))
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
