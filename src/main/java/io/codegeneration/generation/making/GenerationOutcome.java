package io.codegeneration.generation.making;

import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.archive.Unsaved;
import java.time.Duration;
import java.util.Optional;

/** The outcome of making a generation. */
public sealed interface GenerationOutcome {

    /** The generation is stored, or was stored and then deleted by another request. */
    record Succeeded(GenerationRecord generation) implements GenerationOutcome {}

    /**
     * The generation failed.
     *
     * @param generation its record
     * @param code the kind of failure
     * @param problem what the caller is told
     * @param retryAfter when the caller may try again, or empty
     * @param recorded whether the store has this record
     * @param unsaved what was generated and could not be stored, or empty
     */
    record Failed(
            GenerationRecord generation,
            ProblemCode code,
            Problem problem,
            Optional<Duration> retryAfter,
            boolean recorded,
            Optional<Unsaved> unsaved)
            implements GenerationOutcome {

        Failed asRecorded() {
            return new Failed(generation, code, problem, retryAfter, true, unsaved);
        }
    }

    /** The generation was deleted or given up by another process. Nothing of it is left. */
    record Cancelled() implements GenerationOutcome {}
}
