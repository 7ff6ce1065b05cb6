package io.codegeneration.generation;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A configuration as a test wants it. */
public record TestConfig(
        String id,
        Optional<List<String>> allowed,
        int maxTokens,
        Optional<List<String>> fallbacks,
        int continuations,
        List<GenerationConfig.Model.ModelOverride> overrides)
        implements GenerationConfig {

    public static final String MODEL_ARN =
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-5-5";
    public static final Duration MAX_AGE = Duration.ofMinutes(10);
    public static final Duration RETENTION = Duration.ofHours(24);
    public static final String OTHER_MODEL = "us.anthropic.claude-sonnet-5-5";

    /** A model's own settings. */
    public record Decided(
            String id,
            Optional<Model.Sampling> sampling,
            Optional<Model.Thinking> thinking,
            OptionalInt maxTokens,
            Optional<BigDecimal> inputPrice,
            Optional<BigDecimal> outputPrice,
            Optional<BigDecimal> cacheReadPrice,
            Optional<BigDecimal> cacheWritePrice,
            boolean streaming)
            implements Model.ModelOverride {

        public static Decided of(String id) {
            return new Decided(
                    id,
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true);
        }

        public Decided sampling(Model.Sampling wanted) {
            return new Decided(
                    id,
                    Optional.of(wanted),
                    thinking,
                    maxTokens,
                    inputPrice,
                    outputPrice,
                    cacheReadPrice,
                    cacheWritePrice,
                    streaming);
        }

        public Decided thinking(Model.Thinking wanted) {
            return new Decided(
                    id,
                    sampling,
                    Optional.of(wanted),
                    maxTokens,
                    inputPrice,
                    outputPrice,
                    cacheReadPrice,
                    cacheWritePrice,
                    streaming);
        }

        public Decided maxTokens(int most) {
            return new Decided(
                    id,
                    sampling,
                    thinking,
                    OptionalInt.of(most),
                    inputPrice,
                    outputPrice,
                    cacheReadPrice,
                    cacheWritePrice,
                    streaming);
        }

        public Decided prices(String input, String output) {
            return new Decided(
                    id,
                    sampling,
                    thinking,
                    maxTokens,
                    Optional.ofNullable(input).map(BigDecimal::new),
                    Optional.ofNullable(output).map(BigDecimal::new),
                    cacheReadPrice,
                    cacheWritePrice,
                    streaming);
        }

        public Decided unstreamed() {
            return new Decided(
                    id, sampling, thinking, maxTokens, inputPrice, outputPrice, cacheReadPrice, cacheWritePrice, false);
        }

        public Decided cachePrices(String read, String write) {
            return new Decided(
                    id,
                    sampling,
                    thinking,
                    maxTokens,
                    inputPrice,
                    outputPrice,
                    Optional.ofNullable(read).map(BigDecimal::new),
                    Optional.ofNullable(write).map(BigDecimal::new),
                    streaming);
        }

        public Decided withoutStreaming() {
            return new Decided(
                    id, sampling, thinking, maxTokens, inputPrice, outputPrice, cacheReadPrice, cacheWritePrice, false);
        }
    }

    public TestConfig(String id, Optional<List<String>> allowed, int maxTokens) {
        this(id, allowed, maxTokens, Optional.empty(), 1, List.of());
    }

    public TestConfig withFallbacks(String... models) {
        return new TestConfig(id, allowed, maxTokens, Optional.of(List.of(models)), continuations, overrides);
    }

    public TestConfig withContinuations(int most) {
        return new TestConfig(id, allowed, maxTokens, fallbacks, most, overrides);
    }

    public TestConfig withOverrides(GenerationConfig.Model.ModelOverride... decided) {
        return new TestConfig(id, allowed, maxTokens, fallbacks, continuations, List.of(decided));
    }

    /** The default model by its ARN, another one beside it. */
    public static TestConfig standard() {
        return new TestConfig(MODEL_ARN, Optional.of(List.of(OTHER_MODEL)), 8_192);
    }

    @Override
    public Model model() {
        return new Model() {
            @Override
            public String provider() {
                return "bedrock";
            }

            @Override
            public String id() {
                return id;
            }

            @Override
            public Optional<List<String>> allowed() {
                return allowed;
            }

            @Override
            public int maxTokens() {
                return maxTokens;
            }

            @Override
            public Optional<List<String>> fallbacks() {
                return fallbacks;
            }

            @Override
            public int continuations() {
                return continuations;
            }

            @Override
            public List<ModelOverride> overrides() {
                return overrides;
            }
        };
    }

    @Override
    public Store store() {
        return () -> "s3";
    }

    @Override
    public JobSettings jobs() {
        return new JobSettings() {
            @Override
            public String provider() {
                return "process";
            }

            @Override
            public Duration maxAge() {
                return MAX_AGE;
            }
        };
    }

    @Override
    public Idempotency idempotency() {
        return () -> RETENTION;
    }
}
