package io.codegeneration.generation.idempotency;

import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRecord;
import java.time.Duration;
import java.util.Optional;

/**
 * What a request is answered with, now or again.
 *
 * @param status HTTP status
 * @param body JSON; a problem where the status is 400 or more
 * @param code the code alone, where there is some
 * @param id the generation that it tells of
 * @param retryAfter when to look again
 * @param generation the generation, where it was made for this very request
 * @param replayed whether this was answered before
 * @param outcome {@code succeeded}, {@code queued} or a problem's code
 */
public record Answer(
        int status,
        String body,
        Optional<String> code,
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
