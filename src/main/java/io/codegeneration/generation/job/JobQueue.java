package io.codegeneration.generation.job;

import io.codegeneration.generation.Invocation;
import io.codegeneration.generation.OperatorException;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.TransientException;
import java.time.Duration;

/** Runs jobs in their own invocations. Implementations are thread-safe. */
public interface JobQueue {

    /**
     * Hands over a job, whose record is queued. It may be run twice, or never.
     *
     * @param invocation the invocation that queues the job
     * @param timeLimit how long the call may take; positive
     * @throws TransientException {@link ProblemCode#JOB_REFUSED} if the job was not accepted, or if that is unknown
     * @throws OperatorException {@link ProblemCode#JOB_REFUSED}, with its fix, if permissions or settings are wrong
     */
    void submit(Job job, Invocation invocation, Duration timeLimit);
}
