package io.codegeneration.generation.model;

import io.codegeneration.generation.CallerException;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The rules of the models' families, and the operator's overrides. Thread-safe. */
@ApplicationScoped
public class ModelCatalog {

    private final List<ModelOverride> overrides;

    ModelCatalog(GenerationConfig config) {
        this.overrides = config.model().overrides();
    }

    /**
     * Prices of a model in US dollars for a million tokens.
     *
     * @param input of tokens read
     * @param output of tokens written
     * @param cacheRead of tokens read from a prompt cache
     * @param cacheWrite of tokens written to a prompt cache
     */
    record Prices(BigDecimal input, BigDecimal output, BigDecimal cacheRead, BigDecimal cacheWrite) {

        private static final int DECIMALS = 8;
        private static final int MILLION = 6;

        /** Smaller numbers are written with an exponent, which not every JSON parser expects. */
        private static final BigDecimal SMALLEST = BigDecimal.ONE.movePointLeft(MILLION);

        /**
         * Returns what tokens cost in US dollars, rounded to eight decimals, or to six if it is less than a millionth.
         * Without trailing zeros, and never written with an exponent.
         */
        BigDecimal cost(Usage usage) {
            BigDecimal exact = price(input, usage.inputTokens())
                    .add(price(output, usage.outputTokens()))
                    .add(price(cacheRead, usage.cacheReadTokens()))
                    .add(price(cacheWrite, usage.cacheWriteTokens()))
                    .movePointLeft(MILLION);
            int decimals = exact.compareTo(SMALLEST) < 0 ? MILLION : DECIMALS;
            BigDecimal cost = exact.setScale(decimals, RoundingMode.HALF_UP).stripTrailingZeros();
            return cost.scale() < 0 ? cost.setScale(0) : cost;
        }

        private static BigDecimal price(BigDecimal each, Long tokens) {
            return tokens == null ? BigDecimal.ZERO : each.multiply(BigDecimal.valueOf(tokens));
        }
    }

    /** The parameters that a model is sent with any prompt. */
    CodeModel.Options options(String model) {
        return rules(model).options();
    }

    /** The parameters that a model is sent with a prompt. */
    CodeModel.Options options(String model, Prompt prompt) {
        return rules(model).options(prompt);
    }

    /** Returns whether a model is known to have a larger context window than another. */
    boolean hasMoreRoom(String model, String than) {
        int window = rules(model).contextWindow();
        return window < Integer.MAX_VALUE && window > rules(than).contextWindow();
    }

    /** Returns the refusal of a prompt that certainly does not fit into a model's context window. */
    Optional<CallerException> refusal(String model, Prompt prompt) {
        long window = rules(model).contextWindow();
        String text = String.join("", prompt.contextParts()) + prompt.instruction();
        long excess = TokenEstimate.atLeast(text) + ContextOverflow.SHORTEST_REPLY - window;
        return excess > 0 ? Optional.of(CallerException.contextTooLong(excess, null)) : Optional.empty();
    }

    /** Lowers a limit of tokens to the one that the model is known to have. */
    int maxTokens(String model, int wanted) {
        return Math.min(wanted, rules(model).maxTokens());
    }

    /** The prices of a model, if they are configured. */
    Optional<Prices> prices(String model) {
        return override(model)
                .filter(found ->
                        found.inputPrice().isPresent() && found.outputPrice().isPresent())
                .map(ModelCatalog::prices);
    }

    private static Prices prices(ModelOverride found) {
        BigDecimal input = found.inputPrice().orElseThrow();
        return new Prices(
                input,
                found.outputPrice().orElseThrow(),
                found.cacheReadPrice().orElse(input),
                found.cacheWritePrice().orElse(input));
    }

    /**
     * Checks the overrides.
     *
     * @throws ConfigurationException if one cannot be applied; the message names the variable
     */
    public void check() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < overrides.size(); i++) {
            ModelOverride found = overrides.get(i);
            String variables = "CODEGEN_MODEL_OVERRIDES_" + i + "__";
            if (found.id().isBlank()) {
                throw new ConfigurationException(
                        variables + "ID is empty. Set it to a model id, an inference profile id or an ARN.");
            }
            if (!ids.add(found.id().strip())) {
                throw new ConfigurationException(
                        variables + "ID is " + found.id().strip() + ", which an earlier override has already.");
            }
            if (found.maxTokens().orElse(1) < 1) {
                throw new ConfigurationException(variables + "MAX_TOKENS must be at least 1.");
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
                            + "', but models.csv does not say how to send that to "
                            + ModelName.of(found.id().strip()).value()
                            + ". Set it to 'default' or leave it out.");
                });
    }

    private static void checkPrices(ModelOverride found, String variables) {
        if (found.inputPrice().isPresent() != found.outputPrice().isPresent()) {
            throw new ConfigurationException(
                    variables + "INPUT_PRICE and " + variables + "OUTPUT_PRICE must be set both or not at all.");
        }
        if (found.inputPrice().isEmpty()
                && (found.cacheReadPrice().isPresent()
                        || found.cacheWritePrice().isPresent())) {
            throw new ConfigurationException(variables + "CACHE_READ_PRICE and " + variables + "CACHE_WRITE_PRICE need "
                    + variables + "INPUT_PRICE and " + variables + "OUTPUT_PRICE.");
        }
        Stream.of(
                        Map.entry("INPUT_PRICE", found.inputPrice()),
                        Map.entry("OUTPUT_PRICE", found.outputPrice()),
                        Map.entry("CACHE_READ_PRICE", found.cacheReadPrice()),
                        Map.entry("CACHE_WRITE_PRICE", found.cacheWritePrice()))
                .filter(price ->
                        price.getValue().filter(usd -> usd.signum() < 0).isPresent())
                .findFirst()
                .ifPresent(price -> {
                    throw new ConfigurationException(variables + price.getKey() + " must not be less than 0.");
                });
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
