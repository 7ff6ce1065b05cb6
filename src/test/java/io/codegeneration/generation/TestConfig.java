package io.codegeneration.generation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A configuration as a test wants it. */
record TestConfig(String id, Optional<List<String>> allowed, int maxTokens) implements GenerationConfig {

    static final String MODEL_ARN =
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-5-5";
    static final String OTHER_MODEL = "us.anthropic.claude-sonnet-5-5";

    /** The default model by its ARN, another one beside it. */
    static TestConfig standard() {
        return new TestConfig(MODEL_ARN, Optional.of(List.of(OTHER_MODEL)), 8_192);
    }

    @Override
    public Optional<String> bucket() {
        return Optional.empty();
    }

    @Override
    public Duration gatewayLimit() {
        return Duration.ofSeconds(28);
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
        };
    }

    @Override
    public Store store() {
        return () -> "s3";
    }

    @Override
    public Caller caller() {
        return Optional::empty;
    }
}
