package io.codegeneration.bedrock;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The endpoint of Bedrock. The standard variables of the AWS SDKs are the defaults. */
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
}
