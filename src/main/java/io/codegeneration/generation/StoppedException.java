package io.codegeneration.generation;

/** The generation was deleted, or given up by somebody else, while it was being made. Never leaves the core. */
public final class StoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoppedException() {
        super("the generation was deleted or given up", null, false, false);
    }
}
