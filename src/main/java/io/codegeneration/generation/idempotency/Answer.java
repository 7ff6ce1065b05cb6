package io.codegeneration.generation.idempotency;

import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import java.time.Duration;
import java.util.Optional;

/**
 * The answer to a request, given for the first time or repeated.
 *
 * @param status HTTP status
 * @param body JSON; a problem if the status is 400 or more
 * @param text the answer as plain text: the code or, if the reply changed no code, its explanation; empty without either
 * @param id the generation that it is about
 * @param retryAfter when to ask again, or empty
 * @param generation the generation, if this request made it
 * @param replayed whether this repeats an earlier answer
 * @param outcome {@code succeeded}, {@code queued} or a problem's code
 */
public record Answer(
        int status,
        String body,
        Optional<String> text,
        GenerationId id,
        Optional<Duration> retryAfter,
        Optional<GenerationRecord> generation,
        boolean replayed,
        String outcome) {

    private static final int ACCEPTED = 202;
    private static final int FIRST_ERROR = 400;

    /** Whether the generation is a job that was accepted. */
    public boolean accepted() {
        return status == ACCEPTED;
    }

    public boolean problem() {
        return status >= FIRST_ERROR;
    }
}
