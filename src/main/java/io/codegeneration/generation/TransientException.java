package io.codegeneration.generation;

import java.time.Duration;
import java.util.Optional;

/** The same request may succeed later. */
public final class TransientException extends CodeGenerationException {

    private static final Duration SOON = Duration.ofSeconds(5);

    /** How long a caller waits before it looks again for a generation that is queued or running. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

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

    /** Something that is expected to be over after this time. */
    public static TransientException after(Duration retryAfter, ProblemCode code, String detail) {
        return new TransientException(code, detail, retryAfter, null, false, null);
    }

    /** A generation that is queued or running. */
    public static TransientException unfinished(String detail) {
        return after(LOOK_AGAIN, ProblemCode.IN_PROGRESS, detail);
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
