package io.codegeneration.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.codegeneration.generation.model.Models;
import java.util.List;

/** The answer to {@code GET /code-generation/models}. */
record ModelList(List<Model> models) {

    /**
     * A model.
     *
     * @param id what a request may name
     * @param standard whether it answers where a request names none
     * @param maxTokens the upper bound of a request's {@code maxTokens}
     */
    record Model(String id, @JsonProperty("default") boolean standard, int maxTokens) {}

    static ModelList of(List<Models.Offer> offers) {
        return new ModelList(offers.stream()
                .map(offer -> new Model(offer.id(), offer.isDefault(), offer.maxTokens()))
                .toList());
    }
}
