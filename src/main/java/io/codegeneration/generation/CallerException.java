package io.codegeneration.generation;

import java.util.List;

/** The caller must change the request; sending it again changes nothing. */
public final class CallerException extends CodeGenerationException {

    private final transient List<Problem.FieldError> errors;
    private final transient List<String> suggestions;

    public CallerException(ProblemCode code, String detail) {
        this(code, detail, List.of(), null, null);
    }

    private CallerException(
            ProblemCode code,
            String detail,
            List<Problem.FieldError> errors,
            List<String> suggestions,
            Throwable cause) {
        super(code, detail, cause);
        this.errors = errors;
        this.suggestions = suggestions;
    }

    /** A request with these faults, at least one. */
    public static CallerException invalid(List<Problem.FieldError> errors) {
        String detail = errors.size() == 1 ? errors.get(0).detail() : "The request has " + errors.size() + " faults.";
        return new CallerException(ProblemCode.INVALID_REQUEST, detail, List.copyOf(errors), null, null);
    }

    /** A request with this one fault. */
    public static CallerException invalid(String field, String detail) {
        return invalid(List.of(new Problem.FieldError(field, detail)));
    }

    /** Something named that is not on offer, with what is near to it. */
    public static CallerException unknown(ProblemCode code, String field, String detail, List<String> suggestions) {
        return new CallerException(
                code, detail, List.of(new Problem.FieldError(field, detail)), List.copyOf(suggestions), null);
    }

    /**
     * A request that does not fit into the model's context window together with the code that it changes.
     *
     * @param excess the tokens by which it is too long, or null if that is unknown
     */
    public static CallerException contextTooLong(Long excess, Throwable cause) {
        String detail = "The request is too long for the model, together with the code that it changes"
                + (excess == null ? "" : ": by at least " + excess + " tokens")
                + ". Send fewer or smaller files, or name a model with a larger context window.";
        return new CallerException(ProblemCode.CONTEXT_TOO_LONG, detail, List.of(), null, cause);
    }

    @Override
    public List<Problem.FieldError> errors() {
        return errors;
    }

    @Override
    public List<String> suggestions() {
        return suggestions;
    }
}
