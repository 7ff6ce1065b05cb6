package io.codegeneration.bedrock;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where Bedrock is. The standard variables of the AWS SDKs are the defaults. */
@ConfigMapping(prefix = "codegen.bedrock")
interface BedrockConfig {

    /** Region of the models; {@code AWS_REGION}, and then whatever else the SDK looks at, by default. */
    @WithDefault("${AWS_REGION:}")
    Optional<String> region();

    /** Endpoint in place of the region's own; {@code AWS_ENDPOINT_URL_BEDROCK_RUNTIME} by default. */
    @WithDefault("${AWS_ENDPOINT_URL_BEDROCK_RUNTIME:${AWS_ENDPOINT_URL:}}")
    Optional<URI> endpoint();

    /** How long opening a connection may take. */
    @WithDefault("3s")
    Duration connectTimeout();
}
