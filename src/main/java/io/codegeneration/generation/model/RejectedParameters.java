package io.codegeneration.generation.model;

import io.codegeneration.generation.OperatorException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The parameters that models have rejected since the process began. Later calls leave them out, or lower them. Thread-safe.
 */
@ApplicationScoped
class RejectedParameters {

    private final Map<String, Set<String>> parameters = new ConcurrentHashMap<>();
    private final Map<String, Integer> tokenLimits = new ConcurrentHashMap<>();

    /** The names of the parameters that a model has rejected. */
    Set<String> parameters(String model) {
        return parameters.getOrDefault(model, Set.of());
    }

    /** Lowers a limit of tokens to the one that the model has named. */
    int limit(String model, int maxTokens) {
        return Math.min(maxTokens, tokenLimits.getOrDefault(model, maxTokens));
    }

    /**
     * Remembers a rejection.
     *
     * @param sent the rejected call
     * @return whether a further call would differ from the rejected one
     */
    boolean remember(OperatorException e, CodeModel.Call sent) {
        if (e.tokenLimit().isPresent() && e.tokenLimit().getAsInt() < sent.maxTokens()) {
            tokenLimits.merge(sent.model(), e.tokenLimit().getAsInt(), Math::min);
            return true;
        }
        Set<String> names = sent.options().names();
        Optional<String> rejected =
                e.rejected().stream().filter(names::contains).findFirst();
        // True even if another request has remembered it meanwhile: this call still sent it.
        rejected.ifPresent(name -> parameters
                .computeIfAbsent(sent.model(), model -> ConcurrentHashMap.newKeySet())
                .add(name));
        return rejected.isPresent();
    }
}
