package io.codegeneration.generation;

/**
 * Receives the progress of one generation, in order, on the thread that makes it. An implementation returns quickly and does
 * not throw: the generation goes on whatever becomes of its listener.
 */
public interface ProgressListener {

    /** Ignores everything. */
    ProgressListener NONE = new ProgressListener() {};

    /**
     * The generation has begun; no model has been called yet.
     *
     * @param generation the record, with {@link GenerationRecord.Status#RUNNING}
     */
    default void started(GenerationRecord generation) {}

    /**
     * A model call begins.
     *
     * @param number the number of the call, from 1
     * @param model the model's name as callers see it
     * @param keep how many code points of the text so far remain valid, 0 for none; what follows belongs after them
     */
    default void attempt(int number, ModelName model, int keep) {}

    /**
     * A piece of the reply has arrived.
     *
     * @param piece Markdown without reasoning; not empty
     */
    default void text(String piece) {}
}
