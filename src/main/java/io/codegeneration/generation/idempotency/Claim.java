package io.codegeneration.generation.idempotency;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.codegeneration.generation.archive.Unsaved;
import java.time.Instant;
import java.util.List;

/**
 * Says who has an idempotency key and what became of its request. Unsaved as an object that is only ever written under a
 * condition, so that one of several claimants has it.
 *
 * @param state how far it is
 * @param holder a random name of who wrote this: equal bytes would have equal ETags, and a write whose answer was lost is
 *     recognised by it
 * @param id the generation that is made, or was
 * @param fingerprint digest of the request
 * @param createdAt when the key was first used; see {@code codegen.idempotency.retention}
 * @param expiresAt from when on a running claim can be taken over, since its holder cannot answer any more
 * @param answer what was answered, where it is done
 * @param kept what was generated but not stored as it should be, or null
 * @param leftovers generations of holders that died, whose code may still be there; removed once the request succeeded
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

    /** How far a claim is. */
    public enum State {
        /** Its holder is at work, or died. */
        RUNNING,
        /** It has its answer. */
        DONE,
        /** What was generated waits to be stored; a repetition does so. */
        KEPT,
        /** Anybody can have the key. */
        FREE
    }

    /**
     * An answer as it is given again.
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

    Claim keeping(Unsaved what, String by) {
        return new Claim(State.KEPT, by, id, fingerprint, createdAt, expiresAt, null, what, leftovers);
    }

    public Claim free(String by) {
        return new Claim(State.FREE, by, id, fingerprint, createdAt, expiresAt, null, null, leftovers);
    }
}
