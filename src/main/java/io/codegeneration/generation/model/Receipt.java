package io.codegeneration.generation.model;

import io.codegeneration.generation.Attempt;
import io.codegeneration.generation.Usage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a generation took: every call of a model, and what all of them together were billed. Not thread-safe. */
public final class Receipt {

    private final List<Attempt> attempts = new ArrayList<>();
    private final Set<String> ignoredParameters = new LinkedHashSet<>();
    private Usage usage;

    void add(Attempt attempt) {
        attempts.add(attempt);
    }

    /** Adds what a call was billed; nothing for null. */
    void bill(Usage more) {
        if (more != null) {
            usage = usage == null ? more : usage.plus(more);
        }
    }

    /** Notes parameters that were left out since the model rejects them. */
    void ignored(Set<String> names) {
        ignoredParameters.addAll(names);
    }

    public List<Attempt> attempts() {
        return attempts;
    }

    /** The sum of all calls, or null where no model said. */
    public Usage usage() {
        return usage;
    }

    public List<String> ignoredParameters() {
        return List.copyOf(ignoredParameters);
    }
}
