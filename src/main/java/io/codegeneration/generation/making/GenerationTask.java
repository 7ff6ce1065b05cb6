package io.codegeneration.generation.making;

import io.codegeneration.generation.CodeContext;
import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.ProgressListener;
import io.codegeneration.generation.archive.RecordWriter;

/**
 * A generation to be made.
 *
 * @param context the code to change; {@link CodeContext#NONE} for new code
 * @param record writes its record
 * @param location the path at which its caller finds it
 * @param path the path of the caller's request
 * @param requestId the id of the invocation, or null
 * @param listener is told of the progress
 */
public record GenerationTask(
        GenerationId id,
        GenerationRequest request,
        CodeContext context,
        Owner owner,
        Deadline deadline,
        RecordWriter record,
        String location,
        String path,
        String requestId,
        ProgressListener listener) {}
