package io.codegeneration.lambda;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** Where Lambda is. The standard variables of the AWS SDKs are the defaults. */
@ConfigMapping(prefix = "codegen.lambda")
interface LambdaConfig {

    /** Endpoint in place of that of the function's region; {@code AWS_ENDPOINT_URL_LAMBDA} by default. */
    @WithDefault("${AWS_ENDPOINT_URL_LAMBDA:${AWS_ENDPOINT_URL:}}")
    Optional<URI> endpoint();
}
