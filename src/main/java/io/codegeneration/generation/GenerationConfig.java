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

    Jobs jobs();

    Idempotency idempotency();

    /** Which model writes the code. */
    interface Model {

        /** Who serves the model: {@code bedrock}; in dev and test also {@code sample} and {@code openai}. */
        @WithDefault("bedrock")
        String provider();

        /** Model id, inference profile id or ARN. */
        @WithDefault("us.anthropic.claude-haiku-5-5")
        String id();

        /** Models that are asked in this order where the one before is retired, denied, throttled or unavailable. */
        Optional<List<String>> fallbacks();

        /** Further calls for a reply that was cut at its bound of tokens; 0 for none. */
        @WithDefault("1")
        int continuations();

        /** What a caller may name in {@code model} besides {@code codegen.model.id}; by default the fallbacks. */
        Optional<List<String>> allowed();

        /** Most tokens of a reply, and the upper bound of a caller's {@code maxTokens}; at least 256. */
        @WithDefault("8192")
        int maxTokens();

        /**
         * What a model is sent, and what it costs, where the rules of its family do not fit. A list, since model ids do
         * not survive as names of variables.
         */
        List<ModelOverride> overrides();

        /** One model's own settings. Its name spares implementations a clash with {@link java.lang.Override}. */
        interface ModelOverride {

            /** The model, whole or as answers show it: model id, inference profile id, ARN or its last path segment. */
            String id();

            /** Samplers that are sent; the default is the family's. */
            Optional<Sampling> sampling();

            /** What is done about reasoning, in the family's own way; the default is the family's. */
            Optional<Thinking> thinking();

            /** Most tokens that the model's replies may have; at least 1, the default is the family's limit. */
            OptionalInt maxTokens();

            /** US dollars for a million tokens read; together with {@link #outputPrice()} or not at all. */
            Optional<BigDecimal> inputPrice();

            /** US dollars for a million tokens written. */
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

        /** What is done about reasoning. */
        enum Thinking {
            /** It is turned off. */
            OFF,
            /** The least effort is asked for. */
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

    /** Generations that are made in invocations of their own. */
    interface Jobs {

        /** Who runs them: {@code lambda}; in dev and test also {@code process}. */
        @WithDefault("lambda")
        String provider();

        /** How long a queued job may wait before it is lost; longer than nothing, at most 6 h. */
        @WithDefault("10m")
        Duration maxAge();
    }

    /** Requests that are repeated under a key. */
    interface Idempotency {

        /** How long an answer is given again; longer than nothing, at most 48 h. Older claims are ignored. */
        @WithDefault("24h")
        Duration retention();
    }
}
