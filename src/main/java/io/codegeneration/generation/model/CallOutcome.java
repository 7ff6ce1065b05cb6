package io.codegeneration.generation.model;

import io.codegeneration.generation.CodeGenerationException;

/** The outcome of one or more calls of a model for the same text. */
sealed interface CallOutcome {

    /**
     * The model replied.
     *
     * @param repeatable whether a further call is allowed after an interruption
     * @param calls the number of calls so far
     */
    record Replied(CodeModel.Reply reply, boolean repeatable, int calls) implements CallOutcome {}

    /** The model did not reply. */
    record GaveUp(CodeGenerationException failure) implements CallOutcome {}

    /** The generation is not wanted any more. */
    record NotWanted() implements CallOutcome {}
}
