package io.codegeneration.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A problem as it is answered and kept in records.
 *
 * @param type always {@code about:blank}; {@code code} tells problems apart
 * @param title the same for every problem with this code
 * @param status HTTP status
 * @param detail what happened this time, without anything internal
 * @param instance the path of the generation if it has a record; otherwise that of the request
 * @param code one of {@link ProblemCode}
 * @param retryable whether the same request may succeed later
 * @param requestId the id of the invocation, or null outside one
 * @param fix what the operator or caller can do, or null
 * @param errors every fault of the request, or null
 * @param suggestions names similar to the one in the request, or null
 * @param generation the generation as far as it got, or null
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        String code,
        boolean retryable,
        String requestId,
        String fix,
        List<FieldError> errors,
        List<String> suggestions,
        Object generation) {

    private static final String BLANK = "about:blank";

    /** Returns the problem for an exception. */
    public static Problem of(CodeGenerationException e, String instance, String requestId, Object generation) {
        ProblemCode code = e.code();
        return new Problem(
                BLANK,
                code.title(),
                code.status(),
                e.getMessage(),
                instance,
                code.code(),
                code.retryable(),
                requestId,
                e.fix().orElse(null),
                e.errors().isEmpty() ? null : e.errors(),
                e.suggestions(),
                generation);
    }

    /** Returns the same problem with the generation as far as it got. */
    public Problem with(Object made) {
        return new Problem(
                type, title, status, detail, instance, code, retryable, requestId, fix, errors, suggestions, made);
    }

    /**
     * One fault of a request.
     *
     * @param field the field's, header's or query parameter's name, or {@code body}
     * @param detail what is wrong with it
     */
    public record FieldError(String field, String detail) {}
}
