package io.codegeneration.generation.model;

import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.GenerationRequest;
import io.codegeneration.generation.ModelName;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The models that callers can choose. Immutable. */
@ApplicationScoped
public class Models {

    private final String standard;
    private final ModelCatalog catalog;
    private final List<String> fallbacks;
    private final int maxTokens;
    private final Set<String> allowed;

    Models(GenerationConfig config, ModelCatalog catalog, CodeModel codeModel) {
        this.catalog = catalog;
        List<String> own = codeModel.models();
        GenerationConfig.Model chosen = config.model();
        this.standard = own.isEmpty() ? chosen.id().strip() : own.get(0);
        this.fallbacks = own.isEmpty() ? names(chosen.fallbacks()) : List.of();
        this.maxTokens = chosen.maxTokens();
        this.allowed = new LinkedHashSet<>();
        allowed.add(standard);
        allowed.addAll(own);
        if (own.isEmpty()) {
            allowed.addAll(chosen.allowed().isPresent() ? names(chosen.allowed()) : fallbacks);
        }
    }

    private static List<String> names(Optional<List<String>> configured) {
        return configured.orElse(List.of()).stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /**
     * A model as callers see it.
     *
     * @param isDefault whether it is called if the caller names no model
     * @param maxTokens limit for the tokens of its replies
     */
    public record Offer(String id, boolean isDefault, int maxTokens) {}

    /** All models that callers can choose, the default first. */
    public List<Offer> offers() {
        return allowed.stream()
                .map(model -> new Offer(
                        ModelName.of(model).value(), model.equals(standard), catalog.maxTokens(model, maxTokens)))
                .toList();
    }

    /** The models to call for a request, in order: the one that the caller named, or the default and its fallbacks. */
    List<String> inOrder(GenerationRequest request) {
        if (request.model() != null) {
            return List.of(request.model());
        }
        return Stream.concat(Stream.of(standard), fallbacks.stream()).distinct().toList();
    }

    /** The upper limit for a caller's {@code maxTokens}. */
    public int maxTokens() {
        return maxTokens;
    }

    /** Returns the model with this id or displayed name, if callers can choose it. */
    public Optional<String> find(String name) {
        return allowed.stream()
                .filter(model ->
                        model.equals(name) || ModelName.of(model).value().equals(name))
                .findFirst();
    }
}
