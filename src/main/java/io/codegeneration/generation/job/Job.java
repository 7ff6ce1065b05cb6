package io.codegeneration.generation.job;

import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.Owner;

/**
 * A generation that runs in its own invocation. Its record holds the request.
 *
 * @param owner its owner
 * @param id its id
 */
public record Job(Owner owner, GenerationId id) {}
