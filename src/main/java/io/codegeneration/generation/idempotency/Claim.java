package io.codegeneration.generation.idempotency;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.codegeneration.generation.archive.Unsaved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The state of an idempotency key: who holds it, and the answer to its request.
 *
 * @param state see {@link State}
 * @param holder a random name of its writer, so that two claims never have the same bytes and therefore the same ETag
 * @param id the generation
 * @param fingerprint digest of the request
 * @param createdAt when the key was first used; see {@code codegen.idempotency.retention}
 * @param expiresAt from when on a running claim can be taken over: its holder cannot answer any more
 * @param answer the answer, or null while there is none
 * @param kept what was generated and could not be stored, or null
 * @param leftovers generations of dead holders, whose files may still exist; deleted after the request has an answer
 */
public record Claim(
        State state,
        String holder,
        String id,
        String fingerprint,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant createdAt,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant expiresAt,
        StoredAnswer answer,
        Unsaved kept,
        List<String> leftovers) {

    public Claim {
        leftovers = leftovers == null ? List.of() : List.copyOf(leftovers);
    }

    /** The state of a claim. */
    public enum State {
        /** Its holder works, or has died. */
        RUNNING,
        /** The request has its answer. */
        DONE,
        /** What was generated could not be stored. The next request with the key stores it. */
        KEPT,
        /** The next request gets the key. */
        FREE
    }

    /**
     * An answer that can be repeated.
     *
     * @param status HTTP status
     * @param body the body, byte for byte
     * @param retryAfter seconds, or null
     * @param outcome {@code succeeded}, {@code queued} or a problem's code, for the log
     */
    public record StoredAnswer(int status, String body, Long retryAfter, String outcome) {}

    Claim done(StoredAnswer with, String by) {
        return new Claim(State.DONE, by, id, fingerprint, createdAt, expiresAt, with, null, List.of());
    }

    Claim keeping(Unsaved unsaved, String by) {
        return new Claim(State.KEPT, by, id, fingerprint, createdAt, expiresAt, null, unsaved, leftovers);
    }

    Claim free(String by) {
        return new Claim(State.FREE, by, id, fingerprint, createdAt, expiresAt, null, null, leftovers);
    }

    Claim renewed(String by, Instant until) {
        return new Claim(State.RUNNING, by, id, fingerprint, createdAt, until, null, kept, leftovers);
    }

    /** The leftovers and this claim's own generation. */
    List<String> leftoversWithOwn() {
        List<String> all = new ArrayList<>(leftovers);
        all.add(id);
        return all;
    }
}
