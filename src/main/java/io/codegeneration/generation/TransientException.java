package io.codegeneration.generation;

import java.time.Duration;
import java.util.Optional;

/** The same request may succeed later. */
public final class TransientException extends CodeGenerationException {

    /** How long a caller waits before it looks again for a generation that is still running. */
    public static final Duration IN_PROGRESS = Duration.ofSeconds(2);

    private static final Duration SOON = Duration.ofSeconds(5);

    private final Duration retryAfter;
    private final String fix;
    private final boolean costly;

    public TransientException(ProblemCode code, String detail, Throwable cause) {
        this(code, detail, SOON, null, false, cause);
    }

    private TransientException(
            ProblemCode code, String detail, Duration retryAfter, String fix, boolean costly, Throwable cause) {
        super(code, detail, cause);
        this.retryAfter = retryAfter;
        this.fix = fix;
        this.costly = costly;
    }

    /** A failure after which the call may have been billed, so that it is not repeated as often. */
    public static TransientException costly(ProblemCode code, String detail, Throwable cause) {
        return new TransientException(code, detail, SOON, null, true, cause);
    }

    /** Work that is still going on. */
    public static TransientException inProgress(String detail) {
        return new TransientException(ProblemCode.IN_PROGRESS, detail, IN_PROGRESS, null, false, null);
    }

    /** A call that did not end in time, or was not begun since too little was left. */
    public static TransientException deadlineExceeded(Throwable cause) {
        return new TransientException(
                ProblemCode.DEADLINE_EXCEEDED,
                "The model did not answer within the time that this endpoint leaves.",
                null,
                "Ask for less in one request, or send the header Prefer: respond-async.",
                true,
                cause);
    }

    /** Whether the failed call may have been billed. */
    public boolean costly() {
        return costly;
    }

    @Override
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    @Override
    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }
}
