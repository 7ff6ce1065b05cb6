package io.codegeneration.generation;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The models that callers may use. */
@ApplicationScoped
public class Models {

    private final String standard;
    private final int maxTokens;
    private final Set<String> allowed;

    Models(GenerationConfig config, CodeModel codeModel) {
        this.standard = codeModel.fixedModel().orElse(config.model().id());
        this.maxTokens = config.model().maxTokens();
        Set<String> names = new LinkedHashSet<>();
        names.add(standard);
        if (codeModel.fixedModel().isEmpty()) {
            config.model().allowed().ifPresent(more -> more.forEach(name -> names.add(name.strip())));
        }
        this.allowed = names;
    }

    /** A model as callers see it. */
    public record Offer(String id, boolean isDefault, int maxTokens) {}

    /** All models on offer, the default one first. */
    public List<Offer> offers() {
        return allowed.stream()
                .map(model -> new Offer(shown(model), model.equals(standard), maxTokens))
                .toList();
    }

    /** The model that answers where the caller names none. */
    String standard() {
        return standard;
    }

    /** The upper bound of a caller's {@code maxTokens}. */
    int maxTokens() {
        return maxTokens;
    }

    /** The allowed model with this name, whole or as shown. */
    Optional<String> find(String name) {
        return allowed.stream()
                .filter(model -> model.equals(name) || shown(model).equals(name))
                .findFirst();
    }

    /** How a model is called in answers: an ARN by its last path segment, since it tells an account. */
    static String shown(String model) {
        return model.startsWith("arn:") ? model.substring(model.lastIndexOf('/') + 1) : model;
    }
}
