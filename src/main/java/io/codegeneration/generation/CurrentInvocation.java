package io.codegeneration.generation;

/** The source of {@link Invocation}s. It reads the request context of the calling thread; its results need none. */
public interface CurrentInvocation {

    /** Returns the invocation of the current request, the same one each time. */
    Invocation get();
}
