package io.codegeneration.generation.idempotency;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.codegeneration.generation.GenerationRecord;
import java.time.Instant;

/**
 * The answer to a request whose code is generated later.
 *
 * @param message always {@code Code generation accepted}
 * @param id the id of the generation
 * @param status {@link GenerationRecord.Status#QUEUED}
 * @param language the name of the language
 * @param createdAt when the request came
 */
public record GenerationAccepted(
        String message,
        String id,
        GenerationRecord.Status status,
        String language,
        @JsonFormat(shape = JsonFormat.Shape.STRING, pattern = GenerationRecord.TIME, timezone = "UTC")
                Instant createdAt) {

    private static final String ACCEPTED = "Code generation accepted";

    public static GenerationAccepted of(GenerationRecord generation) {
        return new GenerationAccepted(
                ACCEPTED,
                generation.id(),
                GenerationRecord.Status.QUEUED,
                generation.language(),
                generation.createdAt());
    }
}
