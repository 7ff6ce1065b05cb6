package io.codegeneration.generation.archive;

import io.codegeneration.generation.GenerationRecord;

/** The outcome of writing a record. */
public sealed interface RecordOutcome {

    /** The record was written. */
    record Recorded() implements RecordOutcome {}

    /**
     * The generation is stored already: by a write whose response was lost, or by another process. A failure does not replace
     * it.
     */
    record StoredBefore(GenerationRecord generation) implements RecordOutcome {}

    /** The generation was deleted, or belongs to another process now. */
    record Withdrawn() implements RecordOutcome {}
}
