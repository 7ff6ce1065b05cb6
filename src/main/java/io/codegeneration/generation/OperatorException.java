package io.codegeneration.generation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Somebody who runs the service must change something: access, model, configuration, or the program itself. */
public final class OperatorException extends CodeGenerationException {

    private final String fix;
    private final transient List<String> rejected;
    private final transient OptionalInt tokenLimit;
    private final transient OptionalInt room;

    /**
     * @param fix what to change, or null if that is unknown
     */
    public OperatorException(ProblemCode code, String detail, String fix, Throwable cause) {
        this(code, detail, fix, List.of(), OptionalInt.empty(), OptionalInt.empty(), cause);
    }

    private OperatorException(
            ProblemCode code,
            String detail,
            String fix,
            List<String> rejected,
            OptionalInt tokenLimit,
            OptionalInt room,
            Throwable cause) {
        super(code, detail, cause);
        this.fix = fix;
        this.rejected = rejected;
        this.tokenLimit = tokenLimit;
        this.room = room;
    }

    /** A fault of the program itself. The caller learns no more than that. */
    public static OperatorException internal(Throwable cause) {
        return new OperatorException(ProblemCode.INTERNAL, "An internal error occurred.", null, cause);
    }

    /** A request that the model takes without some parameters, by the names of {@code CodeModel.Options}. */
    public static OperatorException rejecting(List<String> parameters, String detail, Throwable cause) {
        return new OperatorException(
                ProblemCode.MODEL_REJECTED_REQUEST,
                detail,
                null,
                List.copyOf(parameters),
                OptionalInt.empty(),
                OptionalInt.empty(),
                cause);
    }

    /** A request that asked for more tokens than the model can write; {@code limit} is at least 1. */
    public static OperatorException tooManyTokens(int limit, String detail, Throwable cause) {
        return new OperatorException(
                ProblemCode.MODEL_REJECTED_REQUEST,
                detail,
                "Set CODEGEN_MODEL_MAX_TOKENS to at most " + limit + ".",
                List.of(),
                OptionalInt.of(limit),
                OptionalInt.empty(),
                cause);
    }

    /** A request whose prompt leaves less room for the reply than was asked for; {@code room} is at least 1 token. */
    public static OperatorException noRoom(int room, Throwable cause) {
        return new OperatorException(
                ProblemCode.MODEL_REJECTED_REQUEST,
                "The prompt leaves room for a reply of " + room + " tokens only.",
                null,
                List.of(),
                OptionalInt.empty(),
                OptionalInt.of(room),
                cause);
    }

    /** Parameters without which the same request may succeed; the first that was sent is left out. */
    public List<String> rejected() {
        return rejected;
    }

    /** The upper limit of the model's tokens, if its error named one. */
    public OptionalInt tokenLimit() {
        return tokenLimit;
    }

    /** The tokens that the prompt of this request leaves for the reply, if the model's error named them. */
    public OptionalInt room() {
        return room;
    }

    @Override
    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }
}
