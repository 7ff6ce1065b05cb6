package io.codegeneration.generation;

import java.util.Locale;

/** Everything that can go wrong, as callers see it in {@code code}; the names never change. */
public enum ProblemCode {
    INVALID_REQUEST(400, "Invalid request", false),
    UNSUPPORTED_LANGUAGE(400, "Unsupported language", false),
    UNSUPPORTED_MODEL(400, "Unsupported model", false),
    CALLER_UNKNOWN(403, "The caller is unknown", false),
    NOT_FOUND(404, "Not found", false),
    METHOD_NOT_ALLOWED(405, "Method not allowed", false),
    NOT_ACCEPTABLE(406, "Not acceptable", false),
    IN_PROGRESS(409, "Still in progress", true),
    REQUEST_TOO_LARGE(413, "Request too large", false),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type", false),
    IDEMPOTENCY_MISMATCH(422, "The key belongs to another request", false),
    CONTEXT_TOO_LONG(422, "The context is too long", false),
    MODEL_REFUSED(422, "The model refused", false),
    MODEL_THROTTLED(429, "The model is throttled", true),
    INTERNAL(500, "Internal error", false),
    MODEL_ACCESS_DENIED(502, "Access to the model is denied", false),
    MODEL_NOT_FOUND(502, "The model was not found", false),
    MODEL_RETIRED(502, "The model is retired", false),
    MODEL_REJECTED_REQUEST(502, "The model rejected the request", false),
    EMPTY_GENERATION(502, "The model wrote no code", true),
    GENERATION_TOO_LARGE(502, "The generation is too large", false),
    STORAGE_FAILED(502, "Storage failed", true),
    MODEL_UNAVAILABLE(503, "The model is unavailable", true),
    JOB_REFUSED(503, "The job was refused", true),
    /** In records only. The process died before it wrote an answer. */
    JOB_LOST(503, "The job was lost", true),
    DEADLINE_EXCEEDED(504, "The time ran out", true);

    private final String code;
    private final int status;
    private final String title;
    private final boolean retryable;

    ProblemCode(int status, String title, boolean retryable) {
        this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.status = status;
        this.title = title;
        this.retryable = retryable;
    }

    /** The name in answers, for example {@code model-throttled}. */
    public String code() {
        return code;
    }

    /** The HTTP status it is answered with. */
    public int status() {
        return status;
    }

    /** A short sentence that is the same for every occurrence. */
    public String title() {
        return title;
    }

    /** Whether the very same request may succeed later. */
    public boolean retryable() {
        return retryable;
    }
}
