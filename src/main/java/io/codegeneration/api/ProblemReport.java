package io.codegeneration.api;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.CurrentInvocation;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.Problem;
import io.codegeneration.generation.ProblemCode;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Makes the problem that a failed request is answered with, and logs the cause, which callers never see. */
@Singleton
class ProblemReport {

    private static final Logger LOG = Logger.getLogger(ProblemReport.class);

    private final CurrentInvocation invocation;
    private final RequestLog log;

    ProblemReport(CurrentInvocation invocation, RequestLog log) {
        this.invocation = invocation;
        this.log = log;
    }

    /** Returns the exception itself if the program throws it on purpose, otherwise an internal error. */
    static CodeGenerationException known(Throwable e) {
        return e instanceof CodeGenerationException known ? known : OperatorException.internal(e);
    }

    /**
     * Returns the problem.
     *
     * @param path the path that the problem names as its instance
     */
    Problem report(CodeGenerationException e, String path) {
        Problem problem = Problem.of(e, path, invocation.get().requestId(), null);
        log.failed(problem);
        if (e.code() == ProblemCode.INTERNAL) {
            LOG.error("A request failed unexpectedly", e.getCause());
        } else if (e.getCause() != null) {
            LOG.warnf("%s: %s %s", e.code().code(), e.getCause(), e.fix().orElse(""));
        }
        return problem;
    }
}
