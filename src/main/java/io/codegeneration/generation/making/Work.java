package io.codegeneration.generation.making;

import io.codegeneration.generation.Deadline;
import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.Owner;
import io.codegeneration.generation.archive.RecordSlot;

/**
 * A generation that is to be made now.
 *
 * @param id its id
 * @param request what is asked
 * @param owner to whom it belongs
 * @param deadline when the work has to end
 * @param slot where its record is written
 * @param location the path under which its caller finds it
 * @param path the path of its caller's request
 * @param requestId the id of the invocation, or null
 */
public record Work(
        GenerationId id,
        GenerationRequest request,
        Owner owner,
        Deadline deadline,
        RecordSlot slot,
        String location,
        String path,
        String requestId) {}
