package io.codegeneration.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.codegeneration.generation.model.Models;
import java.util.List;

/** The answer to {@code GET /code-generation/models}. */
record ModelList(List<SupportedModel> models) {

    /**
     * A model that callers can choose.
     *
     * @param id the name to use in a request
     * @param standard whether it is used if a request names no model
     * @param maxTokens the upper bound of a request's {@code maxTokens}
     */
    record SupportedModel(String id, @JsonProperty("default") boolean standard, int maxTokens) {}

    static ModelList of(List<Models.Offer> offers) {
        return new ModelList(offers.stream()
                .map(offer -> new SupportedModel(offer.id(), offer.isDefault(), offer.maxTokens()))
                .toList());
    }
}
