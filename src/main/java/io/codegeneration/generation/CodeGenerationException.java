package io.codegeneration.generation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Anything that keeps a request from its answer. Its kinds say who can do something about it: the caller by changing
 * the request ({@link CallerException}), anybody by trying again later ({@link TransientException}), or the operator
 * ({@link OperatorException}).
 *
 * <p>The message is shown to callers: it holds no text of an SDK, no ARN, no bucket name. What happened inside is the
 * cause, for the log.
 */
public abstract sealed class CodeGenerationException extends RuntimeException
        permits CallerException, TransientException, OperatorException {

    private final ProblemCode code;

    CodeGenerationException(ProblemCode code, String detail, Throwable cause) {
        super(detail, cause);
        this.code = code;
    }

    public final ProblemCode code() {
        return code;
    }

    /** What can be done about it. */
    public Optional<String> fix() {
        return Optional.empty();
    }

    /** When to try again. */
    public Optional<Duration> retryAfter() {
        return Optional.empty();
    }

    /** Every fault of the request. */
    public List<Problem.FieldError> errors() {
        return List.of();
    }

    /** Names similar to the one in the request, or null if this problem is not about a name. */
    public List<String> suggestions() {
        return null;
    }
}
