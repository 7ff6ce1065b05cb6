package io.codegeneration.generation.model;

import io.codegeneration.generation.Attempt;
import io.codegeneration.generation.Usage;
import java.util.List;

/**
 * The model calls of a generation.
 *
 * @param attempts every call, in order
 * @param usage the tokens of all calls that reported them, or null if none did
 * @param ignoredParameters the parameters that were left out because a model rejects them
 */
public record Receipt(List<Attempt> attempts, Usage usage, List<String> ignoredParameters) {

    /** No call was made. */
    public static final Receipt EMPTY = new Receipt(List.of(), null, List.of());

    public Receipt {
        attempts = List.copyOf(attempts);
        ignoredParameters = List.copyOf(ignoredParameters);
    }
}
