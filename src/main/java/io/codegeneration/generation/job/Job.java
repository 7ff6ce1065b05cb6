package io.codegeneration.generation.job;

import io.codegeneration.generation.GenerationId;
import io.codegeneration.generation.Owner;

/**
 * A generation that is made in an invocation of its own; what is to be made stands in its record.
 *
 * @param owner to whom it belongs
 * @param id which it is
 */
public record Job(Owner owner, GenerationId id) {}
