package io.codegeneration.generation;

import java.util.Optional;

/**
 * What the platform says about one request. An immutable value: it can be passed to any thread.
 *
 * @param requestId Lambda's id of the invocation; outside Lambda an id made for the request
 * @param deadline the time by which the work must end
 * @param caller the owner of the caller's generations; empty if an authorizer admitted the request but names no caller
 * @param pathPrefix the part of the path that the event source put before the program's own, such as {@code /dev}; may be
 *     empty
 * @param functionArn the ARN by which the function was invoked, with version or alias; empty outside Lambda
 * @param functionVersion the function's version that runs, such as {@code 7}; empty outside Lambda
 * @param fault why the event cannot be read, or empty; neither path nor body of such a request can be trusted
 * @param rehearsed whether the program sent the request to itself to warm up
 */
public record Invocation(
        String requestId,
        Deadline deadline,
        Optional<Owner> caller,
        String pathPrefix,
        Optional<String> functionArn,
        Optional<String> functionVersion,
        Optional<Problem.FieldError> fault,
        boolean rehearsed) {

    /** The root of the program's own paths. */
    public static final String ROOT = "/code-generation";

    /**
     * Returns the owner of the caller's generations.
     *
     * @throws CallerException {@link ProblemCode#CALLER_UNKNOWN} if an authorizer admitted the request but names no caller
     */
    public Owner owner() {
        return caller.orElseThrow(() -> new CallerException(
                ProblemCode.CALLER_UNKNOWN,
                "The authorizer admitted this request but names no caller. A token needs the claim sub. The context of a Lambda"
                        + " authorizer needs the key that CODEGEN_CALLER_CONTEXT_KEY is set to."));
    }

    /** Returns the path to which the caller sends requests. */
    public String path() {
        return pathPrefix + ROOT;
    }

    /** Returns the path at which the caller finds a generation. */
    public String location(GenerationId id) {
        return location(pathPrefix, id);
    }

    /** Returns the path of a generation behind an event source that puts this prefix before paths. */
    public static String location(String prefix, GenerationId id) {
        return prefix + ROOT + "/" + id.value();
    }
}
