package io.codegeneration.generation.model;

import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.ProgressListener;
import java.util.function.BooleanSupplier;

/**
 * The part of a generation that models do.
 *
 * @param request the request
 * @param context the code to change; {@link CodeContext#NONE} for new code
 * @param deadline the end of the work, storing included
 * @param wanted asked before each model call except the first; false cancels the task
 * @param listener receives the calls and the text; {@link ProgressListener#NONE} for a buffered answer
 */
public record WritingTask(
        GenerationRequest request,
        CodeContext context,
        Deadline deadline,
        BooleanSupplier wanted,
        ProgressListener listener) {

    boolean watched() {
        return listener != ProgressListener.NONE;
    }
}
