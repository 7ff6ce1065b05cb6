package io.codegeneration.generation.model;

import io.codegeneration.generation.OperatorException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What models were seen to reject, for the life of the process: it is left out, or lowered, from then on. Thread-safe. */
@ApplicationScoped
class Rejections {

    private final Map<String, Set<String>> parameters = new ConcurrentHashMap<>();
    private final Map<String, Integer> tokenLimits = new ConcurrentHashMap<>();

    /** The names of the parameters that a model rejects. */
    Set<String> parameters(String model) {
        return parameters.getOrDefault(model, Set.of());
    }

    /** A bound of tokens, lowered to what the model can write. */
    int bound(String model, int maxTokens) {
        return Math.min(maxTokens, tokenLimits.getOrDefault(model, maxTokens));
    }

    /**
     * Learns from a rejection.
     *
     * @param sent what the rejected call had
     * @return whether another call would differ from the rejected one
     */
    boolean learn(OperatorException e, CodeModel.Call sent) {
        if (e.tokenLimit().isPresent() && e.tokenLimit().getAsInt() < sent.maxTokens()) {
            tokenLimits.merge(sent.model(), e.tokenLimit().getAsInt(), Math::min);
            return true;
        }
        Set<String> names = sent.options().names();
        Optional<String> rejected =
                e.rejected().stream().filter(names::contains).findFirst();
        // Another request may have learnt the same meanwhile: what was sent was rejected all the same.
        rejected.ifPresent(name -> parameters
                .computeIfAbsent(sent.model(), model -> ConcurrentHashMap.newKeySet())
                .add(name));
        return rejected.isPresent();
    }
}
