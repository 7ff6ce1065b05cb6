package io.codegeneration.generation.model;

import io.codegeneration.generation.CodeGenerationException;

/** The outcome of a {@link WritingTask}. */
public sealed interface WritingOutcome {

    /** The model calls that were made. */
    Receipt receipt();

    /**
     * A model replied.
     *
     * @param model its id or ARN
     * @param text the reply with its continuations; blank, or a refusal, if the model wrote nothing else
     * @param stopReason why the last part ended
     */
    record Written(String model, String text, StopReason stopReason, Receipt receipt) implements WritingOutcome {}

    /**
     * No model replied.
     *
     * @param failure the failure of the last call, or {@code deadline-exceeded} if there was no time for a call
     */
    record NoReply(CodeGenerationException failure, Receipt receipt) implements WritingOutcome {}

    /** The task was not wanted any more. */
    record Stopped(Receipt receipt) implements WritingOutcome {}
}
