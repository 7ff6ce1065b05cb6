package io.codegeneration.generation.model;

import io.codegeneration.generation.GenerationConfig;
import io.codegeneration.generation.GenerationConfig.Model.ModelOverride;
import io.codegeneration.generation.ModelName;
import io.codegeneration.generation.Usage;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is known of the models: the rules of their families, and what the operator decided otherwise. Thread-safe. */
@ApplicationScoped
public class ModelCatalog {

    private final List<ModelOverride> overrides;

    ModelCatalog(GenerationConfig config) {
        this.overrides = config.model().overrides();
    }

    /**
     * Prices of a model.
     *
     * @param inputUsd US dollars for a million tokens read
     * @param outputUsd US dollars for a million tokens written
     */
    record Prices(BigDecimal inputUsd, BigDecimal outputUsd) {

        private static final int DECIMALS = 8;
        private static final int MILLION = 6;

        /** Below this, numbers are written with an exponent, which not every reader of JSON expects. */
        private static final BigDecimal SMALLEST = BigDecimal.ONE.movePointLeft(MILLION);

        /**
         * What tokens cost in US dollars, to eight decimals, less than a millionth to six; without zeros at its end, and
         * never written with an exponent. Tokens of prompt caches count as read.
         */
        BigDecimal cost(Usage usage) {
            long input = usage.inputTokens() + count(usage.cacheReadTokens()) + count(usage.cacheWriteTokens());
            BigDecimal exact = inputUsd.multiply(BigDecimal.valueOf(input))
                    .add(outputUsd.multiply(BigDecimal.valueOf(usage.outputTokens())))
                    .movePointLeft(MILLION);
            int decimals = exact.compareTo(SMALLEST) < 0 ? MILLION : DECIMALS;
            BigDecimal cost = exact.setScale(decimals, RoundingMode.HALF_UP).stripTrailingZeros();
            return cost.scale() < 0 ? cost.setScale(0) : cost;
        }

        private static long count(Long tokens) {
            return tokens == null ? 0 : tokens;
        }
    }

    /** What a model is sent besides messages and the bound of tokens. */
    CodeModel.Options options(String model) {
        return rules(model).options();
    }

    /** The bound of tokens for a model: what is wanted, lowered to what the model is known to allow. */
    int maxTokens(String model, int wanted) {
        return Math.min(wanted, rules(model).maxTokens());
    }

    /** The prices of a model, where they are configured. */
    Optional<Prices> prices(String model) {
        return override(model)
                .filter(found ->
                        found.inputPrice().isPresent() && found.outputPrice().isPresent())
                .map(found ->
                        new Prices(found.inputPrice().get(), found.outputPrice().get()));
    }

    /**
     * Refuses decisions that cannot be carried out.
     *
     * @throws ConfigurationException naming the variable
     */
    public void check() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < overrides.size(); i++) {
            ModelOverride found = overrides.get(i);
            String variables = "CODEGEN_MODEL_OVERRIDES_" + i + "__";
            if (found.id().isBlank()) {
                throw new ConfigurationException(variables + "ID is empty: set it to a model's id, profile id or ARN");
            }
            if (!ids.add(found.id().strip())) {
                throw new ConfigurationException(
                        variables + "ID is " + found.id().strip() + ", which an earlier override names already");
            }
            if (found.maxTokens().orElse(1) < 1) {
                throw new ConfigurationException(variables + "MAX_TOKENS has to be at least 1");
            }
            checkThinking(found, variables);
            checkPrices(found, variables);
        }
    }

    private static void checkThinking(ModelOverride found, String variables) {
        found.thinking()
                .filter(wanted -> !ModelRules.of(found.id()).can(wanted))
                .ifPresent(wanted -> {
                    throw new ConfigurationException(variables + "THINKING is '"
                            + wanted.name().toLowerCase(Locale.ROOT)
                            + "', but it is not known how "
                            + ModelName.of(found.id().strip()).value()
                            + " is told: set it to 'default' or leave it out");
                });
    }

    private static void checkPrices(ModelOverride found, String variables) {
        if (found.inputPrice().isPresent() != found.outputPrice().isPresent()) {
            throw new ConfigurationException(
                    variables + "INPUT_PRICE and " + variables + "OUTPUT_PRICE are needed both or not at all");
        }
        if (Stream.of(found.inputPrice(), found.outputPrice())
                .flatMap(Optional::stream)
                .anyMatch(price -> price.signum() < 0)) {
            throw new ConfigurationException(
                    variables + "INPUT_PRICE and " + variables + "OUTPUT_PRICE cannot be less than 0");
        }
    }

    private ModelRules rules(String model) {
        ModelRules rules = ModelRules.of(model);
        return override(model).map(rules::with).orElse(rules);
    }

    private Optional<ModelOverride> override(String model) {
        return overrides.stream()
                .filter(found -> names(found.id().strip(), model))
                .findFirst();
    }

    private static boolean names(String id, String model) {
        return id.equals(model) || id.equals(ModelName.of(model).value());
    }
}
