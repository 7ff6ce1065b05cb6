package io.codegeneration.generation;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Instant;
import java.util.List;

/**
 * The answer to a request that generated code; its members are those of {@link GenerationRecord}.
 *
 * @param message always {@code Code generation complete}, which callers compare
 */
public record GenerationAnswer(
        String message,
        String id,
        GenerationRecord.Status status,
        String language,
        String code,
        String explanation,
        List<GenerationRecord.StoredFile> files,
        String bucket,
        boolean truncated,
        String model,
        String stopReason,
        Usage usage,
        List<String> ignoredParameters,
        List<Attempt> attempts,
        String previous,
        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = GenerationRecord.TIME, timezone = "UTC")
                Instant createdAt,
        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = GenerationRecord.TIME, timezone = "UTC")
                Instant completedAt) {

    private static final String COMPLETE = "Code generation complete";

    /** Returns the answer for a problem that nothing was stored with: it names no bucket. */
    public static GenerationAnswer unstored(GenerationRecord generation) {
        return of(generation.toBuilder().bucket(null).build());
    }

    public static GenerationAnswer of(GenerationRecord generation) {
        return new GenerationAnswer(
                COMPLETE,
                generation.id(),
                generation.status(),
                generation.language(),
                generation.code(),
                generation.explanation(),
                generation.files(),
                generation.bucket(),
                generation.truncated(),
                generation.model(),
                generation.stopReason(),
                generation.usage(),
                generation.ignoredParameters(),
                generation.attempts(),
                generation.previous(),
                generation.createdAt(),
                generation.completedAt());
    }
}
