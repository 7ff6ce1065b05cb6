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
 * @param previous id of the generation that this one changes, or null
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
        String previous,
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

    /**
     * What was asked, by the names of the request.
     *
     * @param files the caller's own files; empty if there were none
     */
    public record Request(
            String language,
            String message,
            String model,
            Integer maxTokens,
            String previous,
            List<RequestedFile> files) {

        public Request {
            // Records of older versions have none.
            files = files == null ? List.of() : List.copyOf(files);
        }

        /** A request for new code. */
        public Request(String language, String message, String model, Integer maxTokens) {
            this(language, message, model, maxTokens, null, List.of());
        }

        public static Request of(GenerationRequest request) {
            return new Request(
                    request.language().name(),
                    request.message(),
                    request.model() == null
                            ? null
                            : ModelName.of(request.model()).value(),
                    request.maxTokens(),
                    id(request.previous()),
                    request.files().stream()
                            .map(file -> new RequestedFile(file.name(), file.bytes().length))
                            .toList());
        }
    }

    /**
     * A file that the caller sent.
     *
     * @param bytes its size
     */
    public record RequestedFile(String name, long bytes) {}

    private static String id(GenerationId id) {
        return id == null ? null : id.value();
    }

    /** Returns the record of a job that has not begun. */
    public static GenerationRecord queued(GenerationId id, GenerationRequest request) {
        return builder(id, request).status(Status.QUEUED).build();
    }

    /** Returns a builder for the record of a generation. Everything that only its making can tell is absent. */
    public static Builder builder(GenerationId id, GenerationRequest request) {
        return new Builder(id.value(), request.language().name(), id.createdAt())
                .previous(id(request.previous()))
                .request(Request.of(request));
    }

    /** Returns a builder for a copy with changes. */
    public Builder toBuilder() {
        return new Builder(id, language, createdAt)
                .status(status)
                .code(code)
                .explanation(explanation)
                .files(files)
                .bucket(bucket)
                .truncated(truncated)
                .model(model)
                .stopReason(stopReason)
                .usage(usage)
                .ignoredParameters(ignoredParameters)
                .attempts(attempts)
                .previous(previous)
                .completedAt(completedAt)
                .request(request)
                .problem(problem);
    }

    /** Returns the generation as it is while it is made. */
    public GenerationRecord running() {
        return toBuilder().status(Status.RUNNING).build();
    }

    /** Returns the generation with a failure instead of its success. */
    public GenerationRecord failed(Problem why) {
        return toBuilder().status(Status.FAILED).problem(why).build();
    }

    /** Returns the generation with a failure that ended it at this time. */
    public GenerationRecord failed(Problem why, Instant at) {
        return toBuilder().status(Status.FAILED).problem(why).completedAt(at).build();
    }

    /** Returns the generation as it was before a failure to store it. */
    public GenerationRecord withoutFailure() {
        return toBuilder().status(Status.SUCCEEDED).problem(null).build();
    }

    /** Returns a failed generation with these files, and without anything else that was asked or generated. */
    public GenerationRecord withoutContent(Instant at, List<StoredFile> remaining) {
        return toBuilder()
                .status(Status.FAILED)
                .code(null)
                .explanation(null)
                .files(remaining)
                .previous(null)
                .completedAt(at)
                .request(null)
                .problem(null)
                .build();
    }

    /** Returns the generation with another explanation. */
    public GenerationRecord withExplanation(String other) {
        return toBuilder().explanation(other).build();
    }

    /** Whether the record is final. */
    public boolean ended() {
        return status == Status.SUCCEEDED || status == Status.FAILED;
    }

    /** Builds a record. What is not set is absent. Not thread-safe. */
    public static final class Builder {

        private final String id;
        private final String language;
        private final Instant createdAt;
        private Status status;
        private String code;
        private String explanation;
        private List<StoredFile> files;
        private String bucket;
        private boolean truncated;
        private String model;
        private String stopReason;
        private Usage usage;
        private List<String> ignoredParameters;
        private List<Attempt> attempts;
        private String previous;
        private Instant completedAt;
        private Request request;
        private Problem problem;

        private Builder(String id, String language, Instant createdAt) {
            this.id = id;
            this.language = language;
            this.createdAt = createdAt;
        }

        public Builder status(Status value) {
            status = value;
            return this;
        }

        public Builder code(String value) {
            code = value;
            return this;
        }

        public Builder explanation(String value) {
            explanation = value;
            return this;
        }

        public Builder files(List<StoredFile> value) {
            files = value;
            return this;
        }

        public Builder bucket(String value) {
            bucket = value;
            return this;
        }

        public Builder truncated(boolean value) {
            truncated = value;
            return this;
        }

        public Builder model(String value) {
            model = value;
            return this;
        }

        public Builder stopReason(String value) {
            stopReason = value;
            return this;
        }

        public Builder usage(Usage value) {
            usage = value;
            return this;
        }

        public Builder ignoredParameters(List<String> value) {
            ignoredParameters = value;
            return this;
        }

        public Builder attempts(List<Attempt> value) {
            attempts = value;
            return this;
        }

        public Builder previous(String value) {
            previous = value;
            return this;
        }

        public Builder completedAt(Instant value) {
            completedAt = value;
            return this;
        }

        public Builder request(Request value) {
            request = value;
            return this;
        }

        public Builder problem(Problem value) {
            problem = value;
            return this;
        }

        public GenerationRecord build() {
            return new GenerationRecord(
                    id,
                    status,
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
                    previous,
                    createdAt,
                    completedAt,
                    request,
                    problem);
        }
    }
}
