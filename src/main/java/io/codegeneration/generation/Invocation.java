package io.codegeneration.generation;

import java.util.Optional;

/** What the platform tells of the request at hand. */
public interface Invocation {

    /** Where the program's own paths begin. */
    String ROOT = "/code-generation";

    /** Lambda's id of the invocation. */
    String requestId();

    /** When the work has to end. */
    Deadline deadline();

    /**
     * To whom what is made belongs.
     *
     * @throws CallerException {@link ProblemCode#CALLER_UNKNOWN} if an authorizer let the caller in and names nobody
     */
    Owner owner();

    /** The part of the path that the door put before the program's own, such as {@code /dev}; empty for none. */
    String pathPrefix();

    /** What makes the event itself unusable, or nothing: such a request has neither trustworthy path nor body. */
    Optional<Problem.FieldError> fault();

    /** Whether this is a rehearsal, of which nobody has to know. */
    default boolean rehearsed() {
        return false;
    }

    /** The path to which the caller sends requests. */
    default String path() {
        return pathPrefix() + ROOT;
    }

    /** The path under which the caller finds a generation. */
    default String location(GenerationId id) {
        return location(pathPrefix(), id);
    }

    /** The path of a generation behind a door that puts this before paths. */
    static String location(String prefix, GenerationId id) {
        return prefix + ROOT + "/" + id.value();
    }
}
