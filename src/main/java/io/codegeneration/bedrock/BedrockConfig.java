package io.codegeneration.bedrock;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The endpoint of Bedrock, for which the standard variables of the AWS SDKs are the defaults, and how models are called there. */
@ConfigMapping(prefix = "codegen.bedrock")
interface BedrockConfig {

    /** Region of the models; the default is {@code AWS_REGION}, then the SDK's other sources. */
    @WithDefault("${AWS_REGION:}")
    Optional<String> region();

    /** Endpoint to use instead of the region's own; the default is {@code AWS_ENDPOINT_URL_BEDROCK_RUNTIME}. */
    @WithDefault("${AWS_ENDPOINT_URL_BEDROCK_RUNTIME:${AWS_ENDPOINT_URL:}}")
    Optional<URI> endpoint();

    /** Time limit for opening a connection; more than 0. */
    @WithDefault("3s")
    Duration connectTimeout();

    /** Application inference profiles to call models through; none by default. */
    List<Profile> profiles();

    /** An application inference profile of a model. */
    interface Profile {

        /** The model as it is configured elsewhere. */
        String model();

        /** ARN of the profile, which Bedrock gets instead of the model. */
        String arn();
    }
}
