package io.codegeneration.generation;

import java.util.Optional;

/** Somebody who runs the service must change something: access, model, configuration, or the program itself. */
public final class OperatorException extends CodeGenerationException {

    private final String fix;

    /**
     * @param fix what to change, or null where it is not known
     */
    public OperatorException(ProblemCode code, String detail, String fix, Throwable cause) {
        super(code, detail, cause);
        this.fix = fix;
    }

    @Override
    public Optional<String> fix() {
        return Optional.ofNullable(fix);
    }
}
