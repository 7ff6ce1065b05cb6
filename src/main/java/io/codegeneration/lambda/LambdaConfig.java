package io.codegeneration.lambda;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How events reach the function, and where Lambda is. */
@ConfigMapping(prefix = "codegen")
interface LambdaConfig {

    /** Longest synchronous answer behind an HTTP API, counted from the gateway's receipt: more than 0, at most 29 s. */
    @WithDefault("28s")
    Duration gatewayLimit();

    Caller caller();

    Lambda lambda();

    /** How the caller is found. */
    interface Caller {

        /** Key of a Lambda authorizer's context whose value names the caller. */
        Optional<String> contextKey();
    }

    /** The Lambda service. */
    interface Lambda {

        /** Endpoint that replaces the one of the function's region; {@code AWS_ENDPOINT_URL_LAMBDA} by default. */
        @WithDefault("${AWS_ENDPOINT_URL_LAMBDA:${AWS_ENDPOINT_URL:}}")
        Optional<URI> endpoint();
    }
}
