package io.codegeneration.generation.archive;

/** The outcome of storing a generation. */
public sealed interface SaveOutcome {

    /** Record and files are stored. */
    record Stored() implements SaveOutcome {}

    /** The generation was deleted, or belongs to another process now. Nothing of it is left. */
    record Deleted() implements SaveOutcome {}

    /** A write failed. The others were carried out. */
    record Failed(RuntimeException cause) implements SaveOutcome {}
}
