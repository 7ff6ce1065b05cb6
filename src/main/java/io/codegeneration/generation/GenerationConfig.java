package io.codegeneration.generation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an operator decides about generations. */
@ConfigMapping(prefix = "codegen")
public interface GenerationConfig {

    /** Bucket of code and records. Required where objects are kept in S3. */
    Optional<String> bucket();

    /** Longest synchronous answer behind an HTTP API, whose own limit of 30 s cannot be raised. */
    @WithDefault("28s")
    Duration gatewayLimit();

    Model model();

    Store store();

    Caller caller();

    /** Which model writes the code. */
    interface Model {

        /** Who serves the model: {@code bedrock}; in dev and test also {@code sample} and {@code openai}. */
        @WithDefault("bedrock")
        String provider();

        /** Model id, inference profile id or ARN. */
        @WithDefault("us.anthropic.claude-haiku-5-5")
        String id();

        /** What a caller may name in {@code model}; the default is {@code codegen.model.id} alone. */
        Optional<List<String>> allowed();

        /** Most tokens of a reply, and the upper bound of a caller's {@code maxTokens}; at least 256. */
        @WithDefault("8192")
        int maxTokens();
    }

    /** Where code and records are kept. */
    interface Store {

        /** {@code s3}; in dev and test also {@code folder}. */
        @WithDefault("s3")
        String provider();
    }

    /** Who calls. */
    interface Caller {

        /** Key of a Lambda authorizer's context whose value names the caller. */
        Optional<String> contextKey();
    }
}
