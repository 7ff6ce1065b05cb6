package io.codegeneration.generation.making;

import io.codegeneration.generation.CodeGenerationException;
import io.codegeneration.generation.GenerationRecord;
import io.codegeneration.generation.ProblemCode;
import io.codegeneration.generation.archive.Unsaved;
import java.util.Optional;

/**
 * What became of a generation.
 *
 * @param generation its record
 * @param failure why it failed, the record attached, or nothing
 * @param recorded whether the store has this very record
 * @param kept what was generated and only has to be stored
 */
public record Made(
        GenerationRecord generation,
        Optional<CodeGenerationException> failure,
        boolean recorded,
        Optional<Unsaved> kept) {

    static Made well(GenerationRecord generation) {
        return new Made(generation, Optional.empty(), true, Optional.empty());
    }

    static Made badly(CodeGenerationException failure, boolean recorded, Optional<Unsaved> kept) {
        GenerationRecord generation = failure.generation().orElseThrow();
        boolean storable = failure.code() == ProblemCode.STORAGE_FAILED;
        return new Made(generation, Optional.of(failure), recorded, storable ? kept : Optional.empty());
    }

    /** The record of a generation that ended well. */
    public GenerationRecord orThrow() {
        if (failure.isPresent()) {
            throw failure.get();
        }
        return generation;
    }
}
