package io.codegeneration.api;

import io.codegeneration.generation.CodeGeneration;
import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Generations;
import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.Languages;
import io.codegeneration.generation.Models;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.RequestReader;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
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
import org.jboss.resteasy.reactive.RestResponse;

/** The routes. */
@Path("/code-generation")
@RegisterForReflection(targets = GenerationAnswer.class) // No method's type names it.
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

    private static final Variant CODE_ALONE = new Variant(MediaType.TEXT_PLAIN_TYPE, (Locale) null, null);

    /** The first is the answer to callers who accept anything. */
    private static final List<Variant> REPRESENTATIONS =
            List.of(new Variant(MediaType.APPLICATION_JSON_TYPE, (Locale) null, null), CODE_ALONE);

    private final GenerationBody body;
    private final RequestReader requests;
    private final CodeGeneration codeGeneration;
    private final Generations generations;
    private final Models models;
    private final Invocation invocation;
    private final RequestLog log;

    CodeGenerationResource(
            GenerationBody body,
            RequestReader requests,
            CodeGeneration codeGeneration,
            Generations generations,
            Models models,
            Invocation invocation,
            RequestLog log) {
        this.body = body;
        this.requests = requests;
        this.codeGeneration = codeGeneration;
        this.generations = generations;
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
            headers =
                    @Header(
                            name = HttpHeaders.LOCATION,
                            description = "Path of the generation",
                            schema = @Schema(implementation = String.class)),
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
    public RestResponse<Object> generate(
            @Parameter(hidden = true) byte[] content,
            @Parameter(hidden = true) @RestHeader(HttpHeaders.CONTENT_TYPE) String contentType,
            @Context Request request) {
        boolean codeAlone = CODE_ALONE.equals(request.selectVariant(REPRESENTATIONS));
        GenerationRecord generation =
                codeGeneration.generate(requests.read(body.read(content, contentType)), invocation);
        log.generated(generation);
        Object answer = codeAlone ? generation.code() : GenerationAnswer.of(generation);
        return RestResponse.ResponseBuilder.ok(answer)
                .type(codeAlone ? "text/plain; charset=UTF-8" : MediaType.APPLICATION_JSON)
                .header(HttpHeaders.LOCATION, invocation.location(new GenerationId(generation.id())))
                .build();
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
    @Path("/{id}")
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
