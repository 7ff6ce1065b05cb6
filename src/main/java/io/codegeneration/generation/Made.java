package io.codegeneration.generation;

import java.util.Optional;

/**
 * What became of a generation.
 *
 * @param generation its record
 * @param failure why it failed, the record attached, or nothing
 * @param recorded whether the store has this very record
 * @param kept what was generated and only has to be stored
 */
record Made(
        GenerationRecord generation,
        Optional<CodeGenerationException> failure,
        boolean recorded,
        Optional<Claim.Kept> kept) {

    static Made well(GenerationRecord generation) {
        return new Made(generation, Optional.empty(), true, Optional.empty());
    }

    static Made badly(CodeGenerationException failure, boolean recorded, Optional<Claim.Kept> kept) {
        GenerationRecord generation = failure.generation().orElseThrow();
        boolean storable = failure.code() == ProblemCode.STORAGE_FAILED;
        return new Made(generation, Optional.of(failure), recorded, storable ? kept : Optional.empty());
    }

    /** The record of a generation that ended well. */
    GenerationRecord orThrow() {
        if (failure.isPresent()) {
            throw failure.get();
        }
        return generation;
    }
}
