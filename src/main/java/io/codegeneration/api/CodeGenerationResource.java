package io.codegeneration.api;

import io.codegeneration.generation.Answer;
import io.codegeneration.generation.GenerationAccepted;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Generations;
import io.codegeneration.generation.IdempotencyKey;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Listing;
import io.codegeneration.generation.Models;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.Removal;
import io.codegeneration.generation.RequestReader;
import io.codegeneration.generation.Submissions;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The routes. */
@Path("/code-generation")
// No method's type names them.
@RegisterForReflection(targets = {GenerationAnswer.class, GenerationAccepted.class})
@APIResponse(
        responseCode = "default",
        description = "A problem; its code tells which",
        content =
                @Content(
                        mediaType = "application/problem+json",
                        schema = @Schema(implementation = Problem.class),
                        examples = @ExampleObject(name = "unknown language", value = ApiDescription.PROBLEM)))
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
    private final Generations generations;
    private final Listing listing;
    private final Removal removal;
    private final Models models;
    private final Invocation invocation;
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
            RequestLog log) {
        this.body = body;
        this.requests = requests;
        this.submissions = submissions;
        this.generations = generations;
        this.listing = listing;
        this.removal = removal;
        this.models = models;
        this.invocation = invocation;
        this.log = log;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @Operation(operationId = "generate", summary = "Generate code and keep it")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ApiDescription.Instruction.class),
                            examples = {
                                @ExampleObject(name = "binary search", value = ApiDescription.REQUEST),
                                @ExampleObject(name = "all fields", value = ApiDescription.FULL_REQUEST)
                            }))
    @APIResponse(
            responseCode = "200",
            description = "The code, stored",
            headers = {
                @Header(
                        name = HttpHeaders.LOCATION,
                        description = "Path of the generation",
                        schema = @Schema(implementation = String.class)),
                @Header(
                        name = REPLAYED,
                        description = "true where an earlier request with the same key was answered so",
                        schema = @Schema(implementation = String.class))
            },
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = GenerationAnswer.class),
                        examples = @ExampleObject(name = "binary search", value = ApiDescription.ANSWER)),
                @Content(
                        mediaType = MediaType.TEXT_PLAIN,
                        schema = @Schema(implementation = String.class),
                        examples = @ExampleObject(name = "code alone", value = ApiDescription.CODE))
            })
    @APIResponse(
            responseCode = "202",
            description = "A job, for Prefer: respond-async",
            headers = {
                @Header(
                        name = HttpHeaders.LOCATION,
                        description = "Where to look for what becomes of it",
                        schema = @Schema(implementation = String.class)),
                @Header(
                        name = HttpHeaders.RETRY_AFTER,
                        description = "When to look, in seconds",
                        schema = @Schema(implementation = Integer.class))
            },
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = GenerationAccepted.class),
                            examples = @ExampleObject(name = "accepted", value = ApiDescription.ACCEPTED)))
    public RestResponse<Object> generate(
            @Parameter(hidden = true) byte[] content,
            @Parameter(hidden = true) @RestHeader(HttpHeaders.CONTENT_TYPE) String contentType,
            @Parameter(
                            description =
                                    "Names the request, so that it can be repeated: 1 to 255 visible ASCII characters, no comma")
                    @RestHeader(IdempotencyKey.HEADER)
                    String idempotencyKey,
            @Parameter(description = "respond-async for an answer before the work is done", example = "respond-async")
                    @RestHeader(Preference.HEADER)
                    String prefer,
            @Context Request request) {
        boolean codeAlone = CODE_ALONE.equals(request.selectVariant(REPRESENTATIONS));
        RequestReader.Draft draft = body.read(content, contentType);
        Optional<IdempotencyKey> key = IdempotencyKey.parse(idempotencyKey, draft.faults());
        GenerationRequest wanted = requests.read(draft);
        Answer answer = submissions.submit(
                new Submissions.Submission(wanted, key, Preference.respondAsync(prefer)), invocation);
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
                    .header(HttpHeaders.LOCATION, invocation.location(answer.id()));
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
    @Operation(operationId = "generations", summary = "The caller's generations, newest first")
    @APIResponse(
            responseCode = "200",
            description = "A page; with a filter it may be short, or empty, and not the last",
            content =
                    @Content(
                            schema = @Schema(implementation = GenerationList.class),
                            examples = @ExampleObject(name = "generations", value = ApiDescription.GENERATIONS)))
    public GenerationList generations(
            @Parameter(description = "Only this one", example = "python") @RestQuery String language,
            @Parameter(description = "queued, running, succeeded or failed", example = "succeeded") @RestQuery
                    String status,
            @Parameter(description = "Most items, 1 to 100; 20 if absent", example = "20") @RestQuery String limit,
            @Parameter(description = "nextCursor of the page before") @RestQuery String cursor) {
        return GenerationList.of(listing.list(new ListParameters(language, status, limit, cursor).query(), invocation));
    }

    @GET
    @Path("/languages")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "languages", summary = "Languages that can be asked for")
    @APIResponse(
            responseCode = "200",
            description = "All languages",
            content =
                    @Content(
                            schema = @Schema(implementation = LanguageList.class),
                            examples = @ExampleObject(name = "languages", value = ApiDescription.LANGUAGES)))
    public LanguageList languages() {
        return new LanguageList(Languages.standard().all());
    }

    @GET
    @Path("/models")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "models", summary = "Models that can be asked for")
    @APIResponse(
            responseCode = "200",
            description = "All models",
            content =
                    @Content(
                            schema = @Schema(implementation = ModelList.class),
                            examples = @ExampleObject(name = "models", value = ApiDescription.MODELS)))
    public ModelList models() {
        return ModelList.of(models.offers());
    }

    @GET
    @Path(GENERATION)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "generation", summary = "What became of a generation")
    @APIResponse(
            responseCode = "200",
            description = "The record, whatever its status",
            content =
                    @Content(
                            schema = @Schema(implementation = GenerationRecord.class),
                            examples = @ExampleObject(name = "succeeded", value = ApiDescription.RECORD)))
    public RestResponse<GenerationRecord> generation(
            @Parameter(description = "Id of the generation", example = ApiDescription.ID) @RestPath String id) {
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
    @Operation(operationId = "delete", summary = "Delete a generation, its files and its idempotency key")
    @APIResponse(responseCode = "204", description = "Nothing of it is left")
    public RestResponse<Void> delete(
            @Parameter(description = "Id of the generation", example = ApiDescription.ID) @RestPath String id) {
        removal.delete(id, invocation);
        return RestResponse.noContent();
    }

    @GET
    @Path("/{id}/files/{name:.+}")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(operationId = "file", summary = "A file of a generation")
    @APIResponse(
            responseCode = "200",
            description = "The file exactly as stored",
            content =
                    @Content(
                            mediaType = MediaType.WILDCARD,
                            schema = @Schema(implementation = String.class),
                            examples = @ExampleObject(name = "python", value = ApiDescription.CODE)))
    public RestResponse<byte[]> file(
            @Parameter(description = "Id of the generation", example = ApiDescription.ID) @RestPath String id,
            @Parameter(description = "One of files[].name", example = "implement_binary_search.py") @RestPath
                    String name) {
        Generations.File file = generations.file(id, name, invocation);
        return RestResponse.ResponseBuilder.ok(file.content())
                .type(file.contentType())
                .header(HttpHeaders.CONTENT_DISPOSITION, ContentDisposition.attachment(file.name()))
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }
}
