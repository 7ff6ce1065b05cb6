package io.codegeneration.generation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What an operator decides about generations. */
@ConfigMapping(prefix = "codegen")
public interface GenerationConfig {

    Model model();

    Store store();

    JobSettings jobs();

    Idempotency idempotency();

    /** Which model writes the code. */
    interface Model {

        /** Who serves the model: {@code bedrock}; in dev and test also {@code sample} and {@code openai}. */
        @WithDefault("bedrock")
        String provider();

        /** Model id, inference profile id or ARN. */
        @WithDefault("us.anthropic.claude-haiku-5-5")
        String id();

        /** Models to call, in this order, if the one before is retired, denied, throttled or unavailable. */
        Optional<List<String>> fallbacks();

        /** Further calls for a truncated reply; 0 for none. */
        @WithDefault("1")
        int continuations();

        /** What a caller may name in {@code model} besides {@code codegen.model.id}; by default the fallbacks. */
        Optional<List<String>> allowed();

        /** Upper limit for the tokens of a reply and for a caller's {@code maxTokens}; at least 256. */
        @WithDefault("8192")
        int maxTokens();

        /**
         * Overrides of a family's rules and of prices, for single models. A list, because a model id cannot be part of
         * the name of an environment variable.
         */
        List<ModelOverride> overrides();

        /** One model's own settings. Not named Override, because of {@link java.lang.Override}. */
        interface ModelOverride {

            /** The model, as configured or as answers show it: model id, inference profile id, ARN or its last path segment. */
            String id();

            /** Samplers that are sent; the default is the family's. */
            Optional<Sampling> sampling();

            /** How the model reasons, set in the family's own way; the default is the family's. */
            Optional<Thinking> thinking();

            /** Upper limit for the tokens of the model's replies; at least 1; the default is the family's limit. */
            OptionalInt maxTokens();

            /** US dollars for a million input tokens; together with {@link #outputPrice()} or not at all. */
            Optional<BigDecimal> inputPrice();

            /** US dollars for a million output tokens. */
            Optional<BigDecimal> outputPrice();

            /** US dollars for a million tokens read from a prompt cache; the default is {@link #inputPrice()}. */
            Optional<BigDecimal> cacheReadPrice();

            /** US dollars for a million tokens written to a prompt cache; the default is {@link #inputPrice()}. */
            Optional<BigDecimal> cacheWritePrice();

            /** Whether the model can stream its reply. */
            @WithDefault("true")
            boolean streaming();
        }

        /** Which samplers are sent. */
        enum Sampling {
            /** Temperature and topP. */
            BOTH,
            /** Temperature alone. */
            TEMPERATURE,
            /** Neither. */
            NONE
        }

        /** How a model reasons. */
        enum Thinking {
            /** Reasoning is off. */
            OFF,
            /** The lowest effort is requested. */
            LOW,
            /** Nothing is sent. */
            DEFAULT
        }
    }

    /** Where code and records are kept. */
    interface Store {

        /** {@code s3}; in dev and test also {@code folder}. */
        @WithDefault("s3")
        String provider();
    }

    /** Generations that run in their own invocations. */
    interface JobSettings {

        /** Who runs them: {@code lambda}; in dev and test also {@code process}. */
        @WithDefault("lambda")
        String provider();

        /** How long a queued job may wait before it counts as lost; more than 0, at most 6 h. */
        @WithDefault("10m")
        Duration maxAge();
    }

    /** Repeated requests with an idempotency key. */
    interface Idempotency {

        /** How long an answer can be repeated; more than 0, at most 48 h. Older claims are ignored. */
        @WithDefault("24h")
        Duration retention();
    }
}
