package io.codegeneration.generation.idempotency;

import io.codegeneration.generation.GenerationAnswer;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import java.util.Optional;

/** Turns claims, and the answers that they hold, into text and back. Implementations are thread-safe. */
public interface ClaimFormat {

    /** The media type of claims. */
    String contentType();

    byte[] write(Claim claim);

    /**
     * Reads what {@link #write(Claim)} wrote, of this version or an older one.
     *
     * @throws TransientException {@link ProblemCode#STORAGE_FAILED} if the bytes are no claim
     */
    Claim read(byte[] bytes);

    /** The body of an answer. The same value always gives the same text. */
    String body(GenerationAnswer answer);

    String body(GenerationAccepted answer);

    String body(Problem problem);

    /** Returns the plain text of a successful answer: its code or, without code, its explanation. */
    Optional<String> text(String body);
}
