package io.codegeneration.generation;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/**
 * All that is known of a generation: what the store keeps and {@code GET /code-generation/{id}} shows.
 *
 * @param id see {@link GenerationId}
 * @param status how far it is
 * @param language name of the language asked for
 * @param code content of the main file exactly as stored, or null
 * @param explanation what the model wrote around the code, or null
 * @param files all files, the main one first
 * @param bucket where they are, or null
 * @param truncated whether the reply was cut
 * @param model the model that wrote the code, or null
 * @param stopReason why it stopped, or null
 * @param usage what was billed, or null
 * @param ignoredParameters parameters that the model refused
 * @param attempts every call of a model, in order
 * @param createdAt when it was asked for
 * @param completedAt when it ended, or null
 * @param request what was asked
 * @param problem why it failed, or null
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record GenerationRecord(
        String id,
        Status status,
        String language,
        String code,
        String explanation,
        List<StoredFile> files,
        String bucket,
        boolean truncated,
        String model,
        String stopReason,
        Usage usage,
        List<String> ignoredParameters,
        List<Attempt> attempts,
        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = TIME, timezone = "UTC") Instant createdAt,
        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = TIME, timezone = "UTC") Instant completedAt,
        Request request,
        @JsonInclude(JsonInclude.Include.NON_NULL) Problem problem) {

    /** How times are written: RFC 3339, UTC, milliseconds. */
    public static final String TIME = "uuuu-MM-dd'T'HH:mm:ss.SSSX";

    public GenerationRecord {
        files = files == null ? List.of() : List.copyOf(files);
        ignoredParameters = ignoredParameters == null ? List.of() : List.copyOf(ignoredParameters);
        attempts = attempts == null ? List.of() : List.copyOf(attempts);
    }

    /** How far a generation is. */
    public enum Status {
        @JsonProperty("queued")
        QUEUED,
        @JsonProperty("running")
        RUNNING,
        @JsonProperty("succeeded")
        SUCCEEDED,
        @JsonProperty("failed")
        FAILED
    }

    /**
     * A file of a generation.
     *
     * @param name name, or relative path with {@code /}
     * @param key the object's key
     * @param bytes its size
     */
    public record StoredFile(String name, String key, long bytes) {}

    /** What was asked, by the names of the request. */
    public record Request(String language, String message, String model, Integer maxTokens) {

        public static Request of(GenerationRequest request) {
            return new Request(
                    request.language().name(),
                    request.message(),
                    request.model() == null
                            ? null
                            : ModelName.of(request.model()).value(),
                    request.maxTokens());
        }
    }

    /** A generation that is to be made by a job. */
    public static GenerationRecord queued(GenerationId id, GenerationRequest request) {
        return new GenerationRecord(
                id.value(),
                Status.QUEUED,
                request.language().name(),
                null,
                null,
                List.of(),
                null,
                false,
                null,
                null,
                null,
                List.of(),
                List.of(),
                id.createdAt(),
                null,
                Request.of(request),
                null);
    }

    /** The same generation, now being made. */
    public GenerationRecord running() {
        return with(Status.RUNNING, null, null);
    }

    /** The same generation with another end. */
    public GenerationRecord failed(Problem why) {
        return with(Status.FAILED, completedAt, why);
    }

    /** The same generation, ended now and badly. */
    public GenerationRecord failed(Problem why, Instant now) {
        return with(Status.FAILED, now, why);
    }

    /** What is left of the generation while it is deleted: nothing that was asked or made. */
    public GenerationRecord rest(Instant now) {
        return new GenerationRecord(
                id,
                Status.FAILED,
                language,
                null,
                null,
                files,
                bucket,
                truncated,
                model,
                stopReason,
                usage,
                ignoredParameters,
                attempts,
                createdAt,
                now,
                null,
                null);
    }

    /** What was made, as it would be shown had nothing gone wrong afterwards. */
    public GenerationRecord asMade() {
        return with(Status.SUCCEEDED, completedAt, null);
    }

    /** The same generation with another explanation. */
    public GenerationRecord explained(String other) {
        return new GenerationRecord(
                id,
                status,
                language,
                code,
                other,
                files,
                bucket,
                truncated,
                model,
                stopReason,
                usage,
                ignoredParameters,
                attempts,
                createdAt,
                completedAt,
                request,
                problem);
    }

    /** Whether nothing more will become of it. */
    public boolean ended() {
        return status == Status.SUCCEEDED || status == Status.FAILED;
    }

    private GenerationRecord with(Status other, Instant end, Problem why) {
        return new GenerationRecord(
                id,
                other,
                language,
                code,
                explanation,
                files,
                bucket,
                truncated,
                model,
                stopReason,
                usage,
                ignoredParameters,
                attempts,
                createdAt,
                end,
                request,
                why);
    }
}
